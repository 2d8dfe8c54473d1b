-- What is added to this index waits in a list that whoever fills it up has to sort in, while all other answers wait for
-- their record: at 4 MB, the default, that is a stall of a tenth of a second.
ALTER INDEX audit_record_objects SET (gin_pending_list_limit = 256);

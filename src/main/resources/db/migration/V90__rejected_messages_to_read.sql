-- The newest refused messages of one source, a page at a time (ids are in order of time).
CREATE INDEX rejected_message_by_source ON rejected_message (source_id, rejected_id);

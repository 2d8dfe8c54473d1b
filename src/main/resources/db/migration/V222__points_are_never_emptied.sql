-- The ledger is not emptied either: triggers on rows see no TRUNCATE.

CREATE TRIGGER points_entry_not_emptied BEFORE TRUNCATE ON points_entry
    FOR EACH STATEMENT EXECUTE FUNCTION points_are_only_added();
CREATE TRIGGER points_movement_not_emptied BEFORE TRUNCATE ON points_movement
    FOR EACH STATEMENT EXECUTE FUNCTION points_are_only_added();

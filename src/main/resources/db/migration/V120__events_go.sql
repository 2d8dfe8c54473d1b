-- Events go when they are old, a month at a time.

ALTER TABLE privacy_setting ADD COLUMN event_months integer NOT NULL DEFAULT 0 CHECK (event_months BETWEEN 0 AND 600);
COMMENT ON COLUMN privacy_setting.event_months IS 'whole months for which events are kept; 0 for as long as the person is known';

CREATE FUNCTION forget_months(parent text, before date) RETURNS integer LANGUAGE plpgsql SET lock_timeout = '10s' AS $$
DECLARE
    child text;
    emptied integer := 0;
    has_rows boolean;
BEGIN
    FOR child IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = parent::regclass AND c.relname ~ ('^' || parent || '_[0-9]{6}$')
          AND to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= before
        ORDER BY 1
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', child) INTO has_rows;
        IF has_rows THEN
            EXECUTE format('TRUNCATE %I', child);
            emptied := emptied + 1;
        END IF;
    END LOOP;
    RETURN emptied;
END $$;
COMMENT ON FUNCTION forget_months IS 'empties the partitions of months in UTC that ended at a day or before; they stay, since replicas remember which there are and a late fact needs one';

-- Of two that make one partition at once, the slower one can also meet the row type of the faster one's table
-- (duplicate_object), depending on how far the faster one was.

CREATE OR REPLACE FUNCTION add_month_partition(parent text, month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    child text := parent || '_' || to_char(month, 'YYYYMM');
BEGIN
    IF to_regclass(child) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child,
        month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
EXCEPTION WHEN duplicate_table OR duplicate_object OR unique_violation THEN
    NULL; -- another replica made it in the meantime
END $$;

-- For tables that came without the declaration that V63 explains: it is added to their comments. A new table brings its
-- own in its own migration.
DO $$
DECLARE
    declared record;
BEGIN
    FOR declared IN SELECT * FROM (VALUES
        ('attribute_pin', 'stays', 'delete')
    ) AS d (name, merge, erasure)
    WHERE to_regclass(name) IS NOT NULL AND obj_description(to_regclass(name), 'pg_class') NOT LIKE '%[merge: %'
    LOOP
        EXECUTE format('COMMENT ON TABLE %I IS %L', declared.name,
            obj_description(declared.name::regclass, 'pg_class')
              || format(' [merge: %s; erasure: %s]', declared.merge, declared.erasure));
    END LOOP;
END $$;

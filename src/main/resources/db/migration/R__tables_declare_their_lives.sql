-- For tables that came without the declaration that V63 explains, or whose declaration has changed since: it is put
-- right in their comments. A new table brings its own in its own migration.
DO $$
DECLARE
    declared record;
BEGIN
    FOR declared IN SELECT * FROM (VALUES
        ('attribute_pin', 'stays', 'delete'),
        ('rate_bucket', 'queue', 'keep'),
        ('reward_claim', 'stays', 'keep'),
        ('coupon_batch', 'stays', 'keep'),
        ('coupon_code', 'stays', 'keep'),
        ('tier_lock', 'stays', 'blank'),
        ('customer_channel', 'derived', 'keep'),
        ('channel_cost', 'stays', 'keep')
    ) AS d (name, merge, erasure)
    WHERE to_regclass(name) IS NOT NULL
    LOOP
        EXECUTE format('COMMENT ON TABLE %I IS %L', declared.name,
            regexp_replace(obj_description(declared.name::regclass, 'pg_class'), ' \[merge: [^]]*\]$', '')
              || format(' [merge: %s; erasure: %s]', declared.merge, declared.erasure));
    END LOOP;
END $$;

-- Every table that names a profile, a customer or an account says at the end of its comment what a merge (with its
-- unmerge) and an erasure do with its rows; a test reads that, holds a real merge to it and fails for a table that is
-- silent. The words are explained in CONTRIBUTING.
DO $$
DECLARE
    declared record;
BEGIN
    FOR declared IN SELECT * FROM (VALUES
        ('customer',                'record',  'blank'),
        ('profile',                 'moves',   'delete'),
        ('profile_key',             'stays',   'delete'),
        ('profile_identifier',      'stays',   'delete'),
        ('identifier_claim',        'stays',   'delete'),
        ('profile_attribute',       'stays',   'delete'),
        ('customer_attribute',      'derived', 'delete'),
        ('customer_merge',          'record',  'blank'),
        ('customer_merge_profile',  'record',  'delete'),
        ('customer_veto',           'record',  'delete'),
        ('match_review',            'record',  'delete'),
        ('customer_change',         'queue',   'delete'),
        ('customer_change_failure', 'queue',   'delete'),
        ('customer_recomputation',  'queue',   'delete'),
        ('fact_key',                'stays',   'blank'),
        ('customer_order',          'stays',   'blank'),
        ('order_line',              'stays',   'blank'),
        ('order_return',            'stays',   'blank'),
        ('event',                   'stays',   'delete'),
        ('membership',              'derived', 'delete'),
        ('tier_change',             'derived', 'delete'),
        ('customer_purchases',      'derived', 'delete'),
        ('customer_purchase_day',   'derived', 'delete')
    ) AS d (name, merge, erasure) LOOP
        EXECUTE format('COMMENT ON TABLE %I IS %L', declared.name,
            obj_description(declared.name::regclass, 'pg_class')
              || format(' [merge: %s; erasure: %s]', declared.merge, declared.erasure));
    END LOOP;
END $$;

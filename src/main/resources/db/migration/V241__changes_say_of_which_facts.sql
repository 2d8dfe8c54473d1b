-- A change says which facts are other than they were, so that what reads others is left alone.

ALTER TABLE customer_change ADD COLUMN kinds smallint;
COMMENT ON COLUMN customer_change.kinds IS 'sum of 1 orders, 2 events, 4 identity, 8 ledger; null when any facts may have changed';

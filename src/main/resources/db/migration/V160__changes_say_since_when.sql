-- A change says from when on facts are other than they were, so that what was before need not be read again.

ALTER TABLE customer_change ADD COLUMN since timestamptz;
COMMENT ON COLUMN customer_change.since IS 'no fact of the customer before it has changed; null when any may have, or when which facts are theirs has changed';

ALTER TABLE customer_purchase_day ADD COLUMN moments timestamptz[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN customer_purchase_day.moments IS 'the distinct instants of the day''s orders, ascending: from them the same figures follow for any time zone, for periods counted from the first purchase, and as of any instant within the day';

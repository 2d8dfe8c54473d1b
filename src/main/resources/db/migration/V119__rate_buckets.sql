-- Token buckets that replicas share when tributary.rates.shared is on.
CREATE UNLOGGED TABLE rate_bucket (
  bucket bytea PRIMARY KEY,
  full_at timestamptz NOT NULL
);
COMMENT ON TABLE rate_bucket IS 'distributed by bucket: how many requests an address or a caller may still send; a row that is due is forgotten within minutes';
COMMENT ON COLUMN rate_bucket.bucket IS 'SHA-256 of what the bucket belongs to: no address and no name is kept';
COMMENT ON COLUMN rate_bucket.full_at IS 'when the bucket is full again; further ahead than it lasts, requests are refused';
CREATE INDEX rate_bucket_full ON rate_bucket (full_at);

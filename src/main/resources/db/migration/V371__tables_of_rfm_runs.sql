-- A run of RFM keeps its table, so that the last one is read and not computed.

ALTER TABLE rfm_run
    ADD COLUMN timezone text,
    ADD COLUMN orders   integer,
    ADD COLUMN counts   integer[],
    ADD COLUMN spent    bigint[];
COMMENT ON COLUMN rfm_run.timezone IS 'in which its days begin; null, like the three after it, for runs before there was this column';
COMMENT ON COLUMN rfm_run.orders IS 'of all its customers';
COMMENT ON COLUMN rfm_run.counts IS 'customers by score, in the order of segments';
COMMENT ON COLUMN rfm_run.spent IS 'net value in the window by score, in minor units of currency';

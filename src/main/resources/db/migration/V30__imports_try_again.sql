ALTER TABLE import_job ADD COLUMN failures integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN import_job.failures IS 'how often in a row a batch has failed; after some, the import ends FAILED';
COMMENT ON COLUMN import_job.token IS 'fencing token, raised with every change of owner; a stale owner cannot commit';
COMMENT ON COLUMN import_job.done_lines IS 'how many physical lines lie before done_bytes';
COMMENT ON COLUMN import_job.started_at IS 'when the file began to arrive; the time of rows that have none';

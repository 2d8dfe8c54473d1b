-- Rows that do not say of when they are: the same again is nothing new.

CREATE TABLE undated_statement (
    profile_id uuid PRIMARY KEY REFERENCES profile,
    row_hash   uuid        NOT NULL,
    said_at    timestamptz NOT NULL
);
COMMENT ON TABLE undated_statement IS 'distributed by profile_id: the last row about a profile that did not say of when it is [merge: stays; erasure: delete]';
COMMENT ON COLUMN undated_statement.row_hash IS 'the first 128 bits of SHA-256 of what the row says';
COMMENT ON COLUMN undated_statement.said_at IS 'when it came for the first time since another one; the same row again is of this time';

ALTER TABLE import_job ADD COLUMN content_hash uuid, ADD COLUMN said_at timestamptz;
COMMENT ON COLUMN import_job.content_hash IS 'the first 128 bits of SHA-256 of the source, the kind, the options and the file';
COMMENT ON COLUMN import_job.said_at IS 'when the same file came for the first time: the time of its rows that have none';
COMMENT ON COLUMN import_job.started_at IS 'when the file began to arrive';
CREATE INDEX import_job_content ON import_job (content_hash) WHERE NOT dry_run;

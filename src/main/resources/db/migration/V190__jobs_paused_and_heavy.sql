-- Jobs that staff hold back, and heavy ones, of which one runs at a time.

ALTER TABLE job ADD COLUMN heavy boolean NOT NULL DEFAULT false;
ALTER TABLE job ADD COLUMN paused_at timestamptz;
ALTER TABLE job ADD COLUMN paused_by text;
ALTER TABLE job ADD COLUMN pause_reason text;
ALTER TABLE job ADD CONSTRAINT job_pause_check
    CHECK ((paused_at IS NULL) = (paused_by IS NULL) AND (paused_at IS NULL) = (pause_reason IS NULL));
COMMENT ON COLUMN job.heavy IS 'whether it reads so much that only one such job runs at a time, on whichever replica';
COMMENT ON COLUMN job.paused_at IS 'since when no run of it begins; null when it is not paused';

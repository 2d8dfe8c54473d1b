ALTER TABLE job_run ADD COLUMN attempts integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN job_run.attempts IS 'how often it was begun: more than once when the replica that ran it died';
CREATE INDEX job_run_all ON job_run (created_at DESC, run_id DESC);

CREATE TABLE customer_change_failure (
    customer_id uuid PRIMARY KEY,
    bucket      smallint    NOT NULL CHECK (bucket BETWEEN 0 AND 63),
    attempts    integer     NOT NULL,
    error       text        NOT NULL,
    failed_at   timestamptz NOT NULL,
    retry_at    timestamptz NOT NULL
);
COMMENT ON TABLE customer_change_failure IS 'distributed by customer_id: customers whose recomputation failed, kept out of the queue so that the others go on';
COMMENT ON COLUMN customer_change_failure.retry_at IS 'when the customer goes back into the queue; infinity once it is there';
CREATE INDEX customer_change_failure_retry ON customer_change_failure (retry_at);

CREATE TABLE customer_recomputation (
    customer_id uuid PRIMARY KEY,
    held_at     timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE customer_recomputation IS 'distributed by customer_id: a row is locked while its customer is recomputed, so that of two recomputations the later one reads what the earlier one saw; apart from customer, so that facts go on arriving';

-- a queue's rows live for a second: without this, each poll would step over the dead ones
ALTER TABLE customer_change SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

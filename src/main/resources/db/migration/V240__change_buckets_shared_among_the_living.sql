-- Replicas say that they are there, so that the buckets of the change queue are shared out among as many as there are.

CREATE TABLE change_bucket_worker (
    owner       text PRIMARY KEY,
    alive_until timestamptz NOT NULL
);
COMMENT ON TABLE change_bucket_worker IS 'reference: the replicas that work off the change queue; each is counted until its last sign of life lapses';
COMMENT ON COLUMN change_bucket_worker.alive_until IS 'no lease of the owner in change_bucket ends later, so that whoever counts one replica less finds its buckets free';

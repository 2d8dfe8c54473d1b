-- The answers of changes that came with a key of the caller's.

CREATE TABLE answered_request (
    key_hash     uuid PRIMARY KEY,
    request_hash uuid        NOT NULL,
    answer       text,
    asked_at     timestamptz NOT NULL,
    taker        uuid        NOT NULL
);
COMMENT ON TABLE answered_request IS 'distributed by key_hash: the answer that a change of a definition was given, by a hash of the mutation, who asked, and the key [merge: record; erasure: keep]';
COMMENT ON COLUMN answered_request.answer IS 'as JSON; of people at most ids: an answer that tells of one person is not kept; null while the change is under way';
COMMENT ON COLUMN answered_request.taker IS 'which request makes the change: others with the key wait for its answer';
CREATE INDEX answered_request_asked ON answered_request (asked_at);

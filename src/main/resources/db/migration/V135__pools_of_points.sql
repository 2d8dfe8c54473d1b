-- A household shares its points: its members' accounts stay theirs, and each of them spends from all.

CREATE TABLE points_pool (
    pool_id      uuid PRIMARY KEY,
    currency_id  uuid        NOT NULL REFERENCES points_currency,
    name         text        NOT NULL,
    member_limit integer     NOT NULL CHECK (member_limit BETWEEN 2 AND 50),
    created_by   text        NOT NULL,
    created_at   timestamptz NOT NULL
);
COMMENT ON TABLE points_pool IS 'distributed by pool_id: members who share what they have of one currency [merge: stays; erasure: keep]';
COMMENT ON COLUMN points_pool.member_limit IS 'how many people it may have; merged ones are one';

ALTER TABLE points_account ADD COLUMN pool_id uuid;
COMMENT ON COLUMN points_account.pool_id IS 'with which accounts it is spent from; null for none. It stays through a merge, so that its unmerge gives each back what they shared';
CREATE INDEX points_account_pool ON points_account (pool_id) WHERE pool_id IS NOT NULL;

-- What sales earn: the published rules, and what each sale was given under them.

CREATE TABLE earning_policy (
    policy_id      uuid PRIMARY KEY,
    programme_id   uuid        NOT NULL REFERENCES programme,
    number         integer     NOT NULL,
    definition     jsonb       NOT NULL,
    effective_from timestamptz NOT NULL,
    published_at   timestamptz NOT NULL,
    published_by   text        NOT NULL,
    version        integer     NOT NULL,
    UNIQUE (programme_id, number)
);
COMMENT ON TABLE earning_policy IS 'reference: the rules of what sales earn, one row per published version; a sale is under the highest number that was effective when it was made';
COMMENT ON COLUMN earning_policy.definition IS 'currency, rate, rounding, stacking, rules with their conditions, exclusions, caps';

CREATE TABLE points_earned (
    account_id    uuid        NOT NULL REFERENCES points_account,
    order_id      uuid        NOT NULL,
    programme_id  uuid        NOT NULL REFERENCES programme,
    policy_number integer     NOT NULL,
    ordered_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    tier          text,
    first         boolean     NOT NULL,
    day_before    bigint      NOT NULL,
    points        bigint      NOT NULL,
    applied       jsonb       NOT NULL,
    PRIMARY KEY (account_id, order_id)
);
COMMENT ON TABLE points_earned IS 'distributed by account_id: what an order earned and by which rules [merge: stays; erasure: keep]';
COMMENT ON COLUMN points_earned.changed_at IS 'the state of the order that was reckoned; another one is reckoned anew';
COMMENT ON COLUMN points_earned.tier IS 'the member''s tier at the order, as it was known when it was first reckoned: kept, as are first and day_before, so that a merge or a late fact does not change what was given';
COMMENT ON COLUMN points_earned.first IS 'whether the account''s customer had no paid order before it';
COMMENT ON COLUMN points_earned.day_before IS 'points that other orders of its local day had earned before it, for the daily cap';
CREATE INDEX points_earned_order ON points_earned (order_id);
CREATE INDEX points_earned_day ON points_earned (account_id, ordered_at);

-- a sale's points are those of whom its profile's own evidence names
CREATE INDEX profile_home ON profile (home_id);

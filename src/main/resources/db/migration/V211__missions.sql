-- Missions: steps that members take for a reward, how far each is, and what was given.

CREATE TABLE mission (
    mission_id   uuid PRIMARY KEY,
    programme_id uuid        NOT NULL REFERENCES programme,
    name         text        NOT NULL,
    created_at   timestamptz NOT NULL,
    UNIQUE (programme_id, name)
);
COMMENT ON TABLE mission IS 'reference: something that members do in steps for a reward; its versions say what';

CREATE TABLE mission_version (
    version_id     uuid PRIMARY KEY,
    mission_id     uuid        NOT NULL REFERENCES mission,
    number         integer     NOT NULL,
    definition     jsonb       NOT NULL,
    effective_from timestamptz NOT NULL,
    published_at   timestamptz NOT NULL,
    published_by   text        NOT NULL,
    version        integer     NOT NULL,
    UNIQUE (mission_id, number)
);
COMMENT ON TABLE mission_version IS 'reference: published versions of missions; each holds for the windows that have not ended when it takes effect';

CREATE TABLE mission_join (
    customer_id uuid        NOT NULL,
    mission_id  uuid        NOT NULL REFERENCES mission,
    joined_at   timestamptz NOT NULL,
    PRIMARY KEY (customer_id, mission_id)
);
COMMENT ON TABLE mission_join IS 'distributed by customer_id: who takes part in a mission that members join, on the customer that was named; who is one person with them takes part too [merge: stays; erasure: delete]';

CREATE TABLE mission_progress (
    customer_id uuid        NOT NULL,
    mission_id  uuid        NOT NULL REFERENCES mission,
    window_day  date        NOT NULL,
    number      integer     NOT NULL,
    completed   integer     NOT NULL CHECK (completed >= 0),
    have        bigint[]    NOT NULL,
    computed_at timestamptz NOT NULL,
    PRIMARY KEY (customer_id, mission_id)
);
COMMENT ON TABLE mission_progress IS 'distributed by customer_id: how far a member is in the latest window in which they did anything for a mission [merge: derived; erasure: delete]';
COMMENT ON COLUMN mission_progress.window_day IS 'the first local day of the window';
COMMENT ON COLUMN mission_progress.number IS 'the version of the mission that it was reckoned by';
COMMENT ON COLUMN mission_progress.have IS 'of each step so far in the round that is open: a count, or minor units';

CREATE TABLE mission_reward (
    customer_id  uuid        NOT NULL,
    mission_id   uuid        NOT NULL REFERENCES mission,
    window_day   date        NOT NULL,
    round        integer     NOT NULL CHECK (round > 0),
    number       integer     NOT NULL,
    completed_at timestamptz NOT NULL,
    given        boolean     NOT NULL,
    coupon_hash  uuid,
    claim_id     uuid,
    PRIMARY KEY (customer_id, mission_id, window_day, round)
);
COMMENT ON TABLE mission_reward IS 'distributed by customer_id: that a mission was completed, on the customer that the evidence of the last deed names; what was given for it follows given [merge: stays; erasure: keep]';
COMMENT ON COLUMN mission_reward.number IS 'the version whose reward it is';
COMMENT ON COLUMN mission_reward.given IS 'whether it stands; what was given is taken back while it does not';

ALTER TABLE reward_claim ALTER COLUMN entry_id DROP NOT NULL;
ALTER TABLE reward_claim DROP CONSTRAINT reward_claim_price_check;
ALTER TABLE reward_claim ADD CONSTRAINT reward_claim_price_check CHECK (price >= 0 AND (price = 0) = (entry_id IS NULL));
COMMENT ON COLUMN reward_claim.entry_id IS 'the entry of the ledger that spent the points; null for one that was given for a mission';

-- Rewards: what members can have for points, how many there are, and who has claimed which.

CREATE TABLE reward (
    reward_id        uuid PRIMARY KEY,
    programme_id     uuid        NOT NULL REFERENCES programme,
    currency_id      uuid        NOT NULL REFERENCES points_currency,
    name             text        NOT NULL,
    description      text,
    price            bigint      NOT NULL CHECK (price > 0),
    stock            bigint CHECK (stock >= 0),
    limit_per_member integer CHECK (limit_per_member > 0),
    tiers            text[]      NOT NULL,
    begins_at        timestamptz,
    ends_at          timestamptz CHECK (ends_at > begins_at),
    state            text        NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED', 'RETIRED')),
    created_at       timestamptz NOT NULL,
    version          integer     NOT NULL,
    UNIQUE (programme_id, name)
);
COMMENT ON TABLE reward IS 'reference: something that members can have for points';
COMMENT ON COLUMN reward.price IS 'points of the currency';
COMMENT ON COLUMN reward.stock IS 'how many may be claimed in all; null for no limit';
COMMENT ON COLUMN reward.tiers IS 'members of these tiers may claim it; empty for everybody';
CREATE INDEX reward_list ON reward (programme_id, created_at, reward_id);

CREATE TABLE reward_stock (
    reward_id uuid PRIMARY KEY REFERENCES reward,
    taken     bigint NOT NULL CHECK (taken >= 0)
);
COMMENT ON TABLE reward_stock IS 'distributed by reward_id: how many of a reward are claimed; apart from its definition, since every claim changes it';

CREATE TABLE reward_claim (
    account_id   uuid        NOT NULL REFERENCES points_account,
    claim_id     uuid        NOT NULL,
    reward_id    uuid        NOT NULL REFERENCES reward,
    entry_id     uuid        NOT NULL,
    price        bigint      NOT NULL CHECK (price > 0),
    claimed_at   timestamptz NOT NULL,
    cancelled_at timestamptz,
    PRIMARY KEY (account_id, claim_id)
);
COMMENT ON TABLE reward_claim IS 'distributed by account_id: a reward that a member has for points, on the account of the customer that was named; who is one person with them has it too [merge: stays; erasure: blank]';
COMMENT ON COLUMN reward_claim.entry_id IS 'the entry of the ledger that spent the points';
COMMENT ON COLUMN reward_claim.cancelled_at IS 'when points and stock were given back; null while it stands';
CREATE INDEX reward_claim_id ON reward_claim (claim_id);
CREATE INDEX reward_claim_list ON reward_claim (account_id, claimed_at DESC, claim_id DESC);

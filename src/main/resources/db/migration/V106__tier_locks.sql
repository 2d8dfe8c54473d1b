-- Tiers that staff hold members to, and growth value and visits as facts that tiers follow from.

CREATE TABLE tier_lock (
    customer_id  uuid        NOT NULL REFERENCES customer,
    lock_id      uuid        NOT NULL,
    programme_id uuid        NOT NULL REFERENCES programme,
    kind         text        NOT NULL CHECK (kind IN ('PIN', 'FLOOR', 'CEILING')),
    tier         text        NOT NULL,
    reason       text        NOT NULL,
    actor        text        NOT NULL,
    request_hash uuid        NOT NULL,
    set_at       timestamptz NOT NULL,
    ends_at      timestamptz CHECK (ends_at > set_at),
    lifted_at    timestamptz CHECK (lifted_at >= set_at),
    lifted_by    text,
    lift_reason  text,
    PRIMARY KEY (customer_id, lock_id),
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL))
);
COMMENT ON TABLE tier_lock IS 'distributed by customer_id: a tier that staff hold a member to, whatever was earned [merge: stays; erasure: delete]';
COMMENT ON COLUMN tier_lock.customer_id IS 'for whom it was set, never changed; whom it holds now follows from customer.merged_into';
COMMENT ON COLUMN tier_lock.lock_id IS 'follows from the customer and the caller''s key, so that a request that comes again sets no second lock';
COMMENT ON COLUMN tier_lock.ends_at IS 'until when, exclusive; null when it holds until it is lifted';
CREATE INDEX tier_lock_programme ON tier_lock (programme_id);
CREATE INDEX tier_lock_id ON tier_lock (lock_id);

COMMENT ON COLUMN membership.qualifying IS 'net spend in the policy''s window, in minor units of the programme''s currency, whatever else the policy counts';
COMMENT ON COLUMN membership.valid_until IS 'start of the local day from which the tier is no longer valid, before grace, or the end of the lock that gives it; null for one that does not end, as the base tier';
COMMENT ON COLUMN tier_change.reason IS 'ENROLLED, EARNED, EXPIRED, RETURNED, POLICY_CHANGED, LOCKED, UNLOCKED or RECOGNISED';
COMMENT ON COLUMN tier_policy.definition IS 'tiers with what they take (minimumMinor: net spend in minor units; anyOf: conditions), measure, window, validity, grace, floor, on return, tiers recognised elsewhere';

-- Referrals: what members get for new customers whom they bring, and what these get; who brought whom, and on what grounds
-- a reward was given, held or refused.

CREATE TABLE referral_policy (
    policy_id      uuid PRIMARY KEY,
    programme_id   uuid        NOT NULL REFERENCES programme,
    number         integer     NOT NULL,
    definition     jsonb       NOT NULL,
    effective_from timestamptz NOT NULL,
    ends_at        timestamptz CHECK (ends_at > effective_from),
    published_at   timestamptz NOT NULL,
    published_by   text        NOT NULL,
    version        integer     NOT NULL,
    UNIQUE (programme_id, number)
);
COMMENT ON TABLE referral_policy IS 'reference: published versions of what referrals give; a referral keeps the one that was in force when the code was used';

CREATE TABLE referral_key (
    programme_id uuid PRIMARY KEY REFERENCES programme,
    secret       bytea NOT NULL
);
COMMENT ON TABLE referral_key IS 'reference: what a programme''s codes are made with, so that a member''s code follows from their id and nobody can foretell it';

CREATE TABLE referral_code (
    code_hash    uuid PRIMARY KEY,
    programme_id uuid        NOT NULL REFERENCES programme,
    customer_id  uuid        NOT NULL,
    code         text        NOT NULL,
    made_at      timestamptz NOT NULL
);
COMMENT ON TABLE referral_code IS 'distributed by code_hash: the code by which a member brings new customers [merge: stays; erasure: delete]';
COMMENT ON COLUMN referral_code.customer_id IS 'for whom it was made, never changed: who is one person with them has it too, and a merge''s unmerge gives it back';
CREATE INDEX referral_code_customer ON referral_code (customer_id, programme_id);

CREATE TABLE referral_use (
    profile_id uuid        NOT NULL REFERENCES profile,
    code_hash  uuid        NOT NULL,
    used_at    timestamptz NOT NULL,
    PRIMARY KEY (profile_id, code_hash)
);
COMMENT ON TABLE referral_use IS 'distributed by profile_id: a channel said that somebody used a code; the earliest time that any said [merge: stays; erasure: delete]';

CREATE TABLE referral (
    customer_id      uuid        NOT NULL,
    referral_id      uuid        NOT NULL,
    programme_id     uuid        NOT NULL REFERENCES programme,
    code_hash        uuid        NOT NULL,
    referrer_id      uuid        NOT NULL,
    used_at          timestamptz NOT NULL,
    policy_id        uuid REFERENCES referral_policy,
    qualify_until    timestamptz,
    fault            text,
    order_id         uuid,
    qualified_at     timestamptz,
    day              date,
    suspicions       jsonb       NOT NULL DEFAULT '[]',
    allotted         boolean,
    cut              text,
    state            text        NOT NULL CHECK (state IN ('WAITING', 'HELD', 'REWARDED', 'REFUSED', 'VOID')),
    approved         boolean,
    decided_by       text,
    decided_at       timestamptz,
    decision_reason  text,
    referrer_given   boolean     NOT NULL DEFAULT false,
    referrer_coupon  uuid,
    referred_given   boolean     NOT NULL DEFAULT false,
    referred_coupon  uuid,
    changed          boolean     NOT NULL,
    PRIMARY KEY (customer_id, referral_id)
) WITH (fillfactor = 80);
COMMENT ON TABLE referral IS 'distributed by customer_id: a new customer who used a member''s code, on the customer that was named or that the profile''s own evidence ties it to; what it comes to is reckoned for whoever is one person with them [merge: stays; erasure: blank]';
COMMENT ON COLUMN referral.referrer_id IS 'for whom the code was made, never changed; rewards go to their account';
COMMENT ON COLUMN referral.policy_id IS 'the version in force when the code was used; null when none was';
COMMENT ON COLUMN referral.fault IS 'why it counts for nothing, from what is known of both; null while nothing speaks against it';
COMMENT ON COLUMN referral.order_id IS 'the order that qualifies; null while none does, or where signing up is enough';
COMMENT ON COLUMN referral.allotted IS 'whether it was within the limits when it was first to be rewarded; reckoned once';
COMMENT ON COLUMN referral.approved IS 'what staff decided; null while they have not';
COMMENT ON COLUMN referral.changed IS 'what speaks for or against it has changed since it was last reckoned for its referrer';
CREATE INDEX referral_id ON referral (referral_id);
CREATE INDEX referral_list ON referral (programme_id, used_at DESC, referral_id DESC);
CREATE INDEX referral_held ON referral (programme_id, used_at DESC, referral_id DESC) WHERE state = 'HELD';
CREATE INDEX referral_referrer ON referral (referrer_id, used_at DESC, referral_id DESC);
CREATE INDEX referral_due ON referral (referrer_id) WHERE changed OR referrer_given <> (state = 'REWARDED');

CREATE TABLE referral_budget (
    policy_id uuid PRIMARY KEY REFERENCES referral_policy,
    given     bigint NOT NULL CHECK (given >= 0)
);
COMMENT ON TABLE referral_budget IS 'distributed by policy_id: points that referrals under a version with a budget were allotted; apart from its definition, since every reward changes it';

CREATE FUNCTION address_words(address jsonb) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN lower(regexp_replace(address #>> '{}', '[[:space:][:punct:]，。、；：（）]', '', 'g'));
COMMENT ON FUNCTION address_words IS 'an address without case, blanks and punctuation, so that two ways of writing it are compared';

CREATE INDEX device_sign_in_profile ON device_sign_in (profile_id);

ALTER TABLE event_bonus DROP CONSTRAINT event_bonus_occasion_check;
ALTER TABLE event_bonus ADD CONSTRAINT event_bonus_occasion_check
    CHECK (occasion IN ('REVIEW', 'FOLLOW', 'CHECK_IN', 'PROFILE_COMPLETED', 'EVENT', 'BIRTHDAY', 'ANNIVERSARY', 'REFERRAL'));

ALTER TABLE points_bonus ADD COLUMN taken_back boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN points_bonus.taken_back IS 'its ground is gone: a referral that is no longer rewarded; given again when it is';
COMMENT ON COLUMN points_bonus.fact_id IS 'the event, or the referral; for a completed profile the bonus itself, which it gives once; for a day of the calendar a hash of the bonus and the year';

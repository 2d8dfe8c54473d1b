-- Identifier rules as staff publish them, values that belong to several people, and who was signed in on a device when.

ALTER TABLE identifier_policy ADD COLUMN published_by text NOT NULL DEFAULT 'tributary';
INSERT INTO identifier_policy (version, rules, published_at)
SELECT 2, rules || '{
  "blocked": ["+8613800000000", "+8613800138000", "test@*", "noreply@*", "no-reply@*"],
  "customersPerValue": 2,
  "onePerPerson": ["national_id"]
}' || jsonb_build_object('kinds', rules -> 'kinds' || '{
    "WECHAT_UNIONID": {"ties": "ALWAYS", "perCustomer": 2, "onePerPerson": true},
    "WECHAT_OPENID": {"ties": "ALWAYS", "perCustomer": 1, "onePerPerson": true},
    "WECOM_EXTERNAL_USERID": {"ties": "ALWAYS", "perCustomer": 1, "onePerPerson": true}
  }'), now()
FROM identifier_policy WHERE version = 1;
COMMENT ON COLUMN identifier_policy.rules IS 'kinds: when each ties, how many values per customer and scope, whether two values of one scope are two people; blocked: values, or patterns with one * at an end, that never tie; customersPerValue: a value that more unlike people carry is shared; onePerPerson: attributes of which one person has one value';

ALTER TABLE identifier_claim
    ADD COLUMN shared_at     timestamptz,
    ADD COLUMN shared_by     text,
    ADD COLUMN shared_reason text,
    ADD COLUMN kept_by       text;
COMMENT ON COLUMN identifier_claim.shared_at IS 'since when the value ties nobody, since several people have it; it still finds them; null while it ties';
COMMENT ON COLUMN identifier_claim.kept_by IS 'the steward who said that it is one person''s after all: no rule takes it for shared again';
CREATE INDEX identifier_claim_shared ON identifier_claim (shared_at DESC, value_hash) WHERE shared_at IS NOT NULL;

CREATE TABLE device_sign_in (
    key_hash     uuid        NOT NULL,
    signed_in_at timestamptz NOT NULL,
    profile_id   uuid        NOT NULL,
    PRIMARY KEY (key_hash, signed_in_at, profile_id)
);
COMMENT ON TABLE device_sign_in IS 'distributed by key_hash: when somebody was signed in on a device (an anonymous id of a source); of an unbroken row of one person''s sign-ins the first and the last [merge: stays; erasure: delete]';

CREATE TABLE device_visit (
    key_hash   uuid        NOT NULL,
    since      timestamptz NOT NULL,
    profile_id uuid        NOT NULL,
    owner_id   uuid,
    PRIMARY KEY (key_hash, since)
);
COMMENT ON TABLE device_visit IS 'distributed by key_hash: the anonymous facts of a device between two sign-ins hang on a profile of their own; a device on which nobody ever signed in has none [merge: stays; erasure: delete]';
COMMENT ON COLUMN device_visit.since IS 'the sign-in after which it began; the year 1 for what was before the first one';
COMMENT ON COLUMN device_visit.owner_id IS 'the profile of the sign-in that made these facts somebody''s; null while they are nobody''s';

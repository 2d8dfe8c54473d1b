-- Every table says in its comment how its rows are spread: "distributed by <column>" (its primary key and unique
-- constraints hold that column) or "reference" (a copy on every node). A test reads the catalogue and holds it.

CREATE TABLE source (
    source_id             uuid PRIMARY KEY,
    name                  text        NOT NULL UNIQUE,
    kind                  text        NOT NULL CHECK (kind IN ('ONLINE', 'OFFLINE', 'SOCIAL')),
    trust_rank            integer     NOT NULL CHECK (trust_rank BETWEEN 0 AND 100),
    region                text        NOT NULL,
    currency              text        NOT NULL,
    timezone              text        NOT NULL,
    asserts_identifiers   boolean     NOT NULL,
    write_key_hash        bytea       NOT NULL UNIQUE,
    previous_key_hash     bytea UNIQUE,
    previous_key_until    timestamptz,
    archived_at           timestamptz,
    created_at            timestamptz NOT NULL,
    version               integer     NOT NULL
);
COMMENT ON TABLE source IS 'reference: one system that sends facts (web shop, till, mini-program)';
COMMENT ON COLUMN source.region IS 'ISO 3166-1 alpha-2; the region in which a phone number without a country code is read';
COMMENT ON COLUMN source.asserts_identifiers IS 'whether a phone or e-mail from here counts as verified when the fact does not say';
COMMENT ON COLUMN source.write_key_hash IS 'SHA-256 of the write key; the key itself is shown once and never stored';
COMMENT ON COLUMN source.previous_key_until IS 'until when the key before the last rotation is still taken';

CREATE TABLE identifier_policy (
    version      integer PRIMARY KEY,
    rules        jsonb       NOT NULL,
    published_at timestamptz NOT NULL
);
COMMENT ON TABLE identifier_policy IS 'reference: which identifier kinds tie customers and how many values one customer may have; the highest version is in force';

INSERT INTO identifier_policy (version, rules, published_at) VALUES (1, '{
  "kinds": {
    "PHONE": {"ties": "VERIFIED_OR_PAID", "perCustomer": 3},
    "EMAIL": {"ties": "VERIFIED_OR_PAID", "perCustomer": 5},
    "WECHAT_UNIONID": {"ties": "ALWAYS", "perCustomer": 2},
    "WECHAT_OPENID": {"ties": "ALWAYS", "perCustomer": 1},
    "WECOM_EXTERNAL_USERID": {"ties": "ALWAYS", "perCustomer": 1},
    "CARD_NUMBER": {"ties": "ALWAYS", "perCustomer": 5},
    "USER_ID": {"ties": "ALWAYS", "perCustomer": 3},
    "ANONYMOUS_ID": {"ties": "NEVER"},
    "DEVICE_ID": {"ties": "NEVER"}
  },
  "blocked": ["+8613800000000", "+8613800138000", "test@test.com", "test@example.com", "noreply@example.com"],
  "customersPerFact": 3,
  "profilesPerCustomer": 50
}', now());

CREATE TABLE customer (
    customer_id  uuid PRIMARY KEY,
    display_name text,
    merged_into  uuid,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    version      bigint      NOT NULL DEFAULT 1
);
COMMENT ON TABLE customer IS 'distributed by customer_id: one person, a set of profiles';
COMMENT ON COLUMN customer.merged_into IS 'the customer that this id was merged into; null while it stands for itself';
COMMENT ON COLUMN customer.version IS 'raised with every change; merge previews and subscriptions compare it';
CREATE INDEX customer_merged_into ON customer (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customer_display_name ON customer (lower(display_name) text_pattern_ops, customer_id) WHERE merged_into IS NULL;
CREATE INDEX customer_name_word ON customer USING gin (string_to_array(lower(display_name), ' ')) WHERE merged_into IS NULL;

CREATE TABLE profile (
    profile_id    uuid PRIMARY KEY,
    source_id     uuid        NOT NULL REFERENCES source,
    key_kind      text        NOT NULL,
    key           text        NOT NULL,
    customer_id   uuid,
    home_id       uuid,
    paid          boolean     NOT NULL DEFAULT false,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    created_at    timestamptz NOT NULL
);
COMMENT ON TABLE profile IS 'distributed by profile_id: what one source knows of one person; every fact hangs on one';
COMMENT ON COLUMN profile.key_kind IS 'USER_ID for a key the source gave (customer_ref, userId), ANONYMOUS_ID for a visitor not signed in';
COMMENT ON COLUMN profile.customer_id IS 'whose profile it is: where following merged_into from home_id ends; null for a visitor nobody knows yet';
COMMENT ON COLUMN profile.home_id IS 'the customer its own evidence ties it to; merges leave it alone, so cutting one merge gives everyone back what was theirs';
COMMENT ON COLUMN profile.paid IS 'whether a paid order came with it, which makes its phone and e-mail trustworthy';
CREATE INDEX profile_customer ON profile (customer_id);

CREATE TABLE profile_key (
    key_hash   uuid PRIMARY KEY,
    profile_id uuid NOT NULL
);
COMMENT ON TABLE profile_key IS 'distributed by key_hash: makes (source, key kind, key) one profile; the hash is the first 128 bits of SHA-256';

CREATE TABLE profile_identifier (
    profile_id    uuid        NOT NULL REFERENCES profile,
    kind          text        NOT NULL,
    scope         text        NOT NULL,
    value         text        NOT NULL,
    value_hash    uuid        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('VERIFIED', 'UNVERIFIED', 'BLOCKED', 'INVALID')),
    reason        text,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    PRIMARY KEY (profile_id, kind, scope, value)
);
COMMENT ON TABLE profile_identifier IS 'distributed by profile_id: every identifier a profile was seen with, also those that never match';
COMMENT ON COLUMN profile_identifier.value IS 'normalised; as sent when state is INVALID';
COMMENT ON COLUMN profile_identifier.state IS 'INVALID could not be normalised and BLOCKED must not tie: both are kept and never match';
CREATE INDEX profile_identifier_value ON profile_identifier (value_hash);

CREATE TABLE identifier_claim (
    value_hash uuid PRIMARY KEY,
    kind       text        NOT NULL,
    scope      text        NOT NULL,
    value      text        NOT NULL,
    profile_id uuid        NOT NULL,
    claimed_at timestamptz NOT NULL
);
COMMENT ON TABLE identifier_claim IS 'distributed by value_hash: the profile whose customer a tying identifier points to';
COMMENT ON COLUMN identifier_claim.profile_id IS 'the claim follows the profile, so merge and unmerge leave it alone';
CREATE INDEX identifier_claim_profile ON identifier_claim (profile_id);

CREATE TABLE profile_attribute (
    profile_id  uuid        NOT NULL REFERENCES profile,
    name        text        NOT NULL,
    value       jsonb       NOT NULL,
    verified    boolean     NOT NULL,
    observed_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, name)
);
COMMENT ON TABLE profile_attribute IS 'distributed by profile_id: the latest value a profile gave for each attribute';

CREATE TABLE customer_attribute (
    customer_id uuid        NOT NULL REFERENCES customer,
    name        text        NOT NULL,
    value       jsonb       NOT NULL,
    profile_id  uuid        NOT NULL,
    source_id   uuid        NOT NULL REFERENCES source,
    observed_at timestamptz NOT NULL,
    rule        text        NOT NULL,
    PRIMARY KEY (customer_id, name)
);
COMMENT ON TABLE customer_attribute IS 'distributed by customer_id: the value that survived, whose it was and by which rule';

CREATE TABLE customer_merge (
    customer_id uuid        NOT NULL REFERENCES customer,
    merge_id    uuid        NOT NULL,
    absorbed_id uuid        NOT NULL,
    rule        text        NOT NULL,
    actor       text        NOT NULL,
    reason      text,
    evidence    jsonb       NOT NULL,
    merged_at   timestamptz NOT NULL,
    unmerged_at timestamptz,
    unmerged_by text,
    PRIMARY KEY (customer_id, merge_id)
);
COMMENT ON TABLE customer_merge IS 'distributed by customer_id: the survivor absorbed another customer, why and by whom';
CREATE INDEX customer_merge_id ON customer_merge (merge_id);
CREATE INDEX customer_merge_absorbed ON customer_merge (absorbed_id);

CREATE TABLE customer_merge_profile (
    customer_id uuid NOT NULL,
    merge_id    uuid NOT NULL,
    profile_id  uuid NOT NULL,
    PRIMARY KEY (customer_id, merge_id, profile_id),
    FOREIGN KEY (customer_id, merge_id) REFERENCES customer_merge
);
COMMENT ON TABLE customer_merge_profile IS 'distributed by customer_id: the profiles a merge moved, which its unmerge moves back';

CREATE TABLE customer_veto (
    customer_id uuid        NOT NULL,
    other_id    uuid        NOT NULL,
    merge_id    uuid,
    actor       text        NOT NULL,
    reason      text,
    created_at  timestamptz NOT NULL,
    lifted_at   timestamptz,
    PRIMARY KEY (customer_id, other_id),
    CHECK (customer_id < other_id)
);
COMMENT ON TABLE customer_veto IS 'distributed by customer_id: two customers that no rule may merge; the lower id comes first';

CREATE TABLE match_review (
    review_id    uuid PRIMARY KEY,
    customer_id  uuid        NOT NULL,
    other_id     uuid        NOT NULL,
    guard        text        NOT NULL,
    evidence     jsonb       NOT NULL,
    state        text        NOT NULL CHECK (state IN ('OPEN', 'SAME', 'DIFFERENT', 'UNDECIDED')),
    opened_at    timestamptz NOT NULL,
    decided_at   timestamptz,
    decided_by   text,
    reason       text
);
COMMENT ON TABLE match_review IS 'distributed by review_id: two customers a rule wanted to merge and a guard held apart';
CREATE INDEX match_review_open ON match_review (opened_at, review_id) WHERE state = 'OPEN';

CREATE TABLE customer_change (
    customer_id uuid        NOT NULL,
    change_id   uuid        NOT NULL,
    bucket      smallint    NOT NULL CHECK (bucket BETWEEN 0 AND 63),
    noted_at    timestamptz NOT NULL,
    PRIMARY KEY (customer_id, change_id)
);
COMMENT ON TABLE customer_change IS 'distributed by customer_id: the change queue; a row is deleted in the transaction that recomputed its customer';
CREATE INDEX customer_change_bucket ON customer_change (bucket, change_id);

CREATE TABLE change_bucket (
    bucket      smallint PRIMARY KEY CHECK (bucket BETWEEN 0 AND 63),
    owner       text,
    token       bigint      NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL DEFAULT '-infinity'
);
COMMENT ON TABLE change_bucket IS 'reference: which replica works off which bucket of the change queue, until when';
COMMENT ON COLUMN change_bucket.token IS 'fencing token, raised with every change of owner; a stale owner cannot commit';
INSERT INTO change_bucket (bucket) SELECT generate_series(0, 63);

CREATE TABLE programme (
    programme_id uuid PRIMARY KEY,
    name         text        NOT NULL UNIQUE,
    currency     text        NOT NULL,
    timezone     text        NOT NULL,
    created_at   timestamptz NOT NULL,
    version      integer     NOT NULL
);
COMMENT ON TABLE programme IS 'reference: a membership programme; its currency and time zone hold for all its figures';

CREATE TABLE tier_policy (
    policy_id    uuid PRIMARY KEY,
    programme_id uuid        NOT NULL REFERENCES programme,
    number       integer     NOT NULL,
    definition   jsonb       NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text        NOT NULL,
    version      integer     NOT NULL,
    UNIQUE (programme_id, number)
);
COMMENT ON TABLE tier_policy IS 'reference: the rules of a programme''s tiers, one row per published version; the highest number is in force';

CREATE TABLE membership (
    customer_id   uuid        NOT NULL REFERENCES customer,
    programme_id  uuid        NOT NULL REFERENCES programme,
    tier          text        NOT NULL,
    since         timestamptz NOT NULL,
    valid_until   timestamptz,
    qualifying    bigint      NOT NULL,
    policy_number integer     NOT NULL,
    computed_at   timestamptz NOT NULL,
    PRIMARY KEY (customer_id, programme_id)
);
COMMENT ON TABLE membership IS 'distributed by customer_id: the tier a member has now';
COMMENT ON COLUMN membership.qualifying IS 'net spend in the policy''s window, in minor units of the programme''s currency';
CREATE INDEX membership_tier ON membership (programme_id, tier);
CREATE INDEX membership_valid_until ON membership (programme_id, valid_until);

CREATE TABLE tier_change (
    customer_id   uuid        NOT NULL REFERENCES customer,
    programme_id  uuid        NOT NULL REFERENCES programme,
    changed_at    timestamptz NOT NULL,
    from_tier     text,
    to_tier       text        NOT NULL,
    reason        text        NOT NULL,
    policy_number integer     NOT NULL,
    recorded_at   timestamptz NOT NULL,
    PRIMARY KEY (customer_id, programme_id, changed_at)
);
COMMENT ON TABLE tier_change IS 'distributed by customer_id: tier history; a period ends where the next row begins';

CREATE TABLE customer_purchases (
    customer_id       uuid PRIMARY KEY REFERENCES customer,
    orders            integer     NOT NULL,
    purchase_days     integer     NOT NULL,
    first_purchase_at timestamptz NOT NULL,
    last_purchase_at  timestamptz NOT NULL,
    currency          text        NOT NULL,
    net_minor         bigint      NOT NULL,
    computed_at       timestamptz NOT NULL
);
COMMENT ON TABLE customer_purchases IS 'distributed by customer_id: what a customer bought in all; money in the currency of most of the orders';
CREATE INDEX customer_purchases_net ON customer_purchases (net_minor DESC, customer_id);
CREATE INDEX customer_purchases_last ON customer_purchases (last_purchase_at DESC, customer_id);
CREATE INDEX customer_purchases_first ON customer_purchases (first_purchase_at);

CREATE TABLE customer_purchase_day (
    customer_id uuid        NOT NULL REFERENCES customer,
    day         date        NOT NULL,
    currency    text        NOT NULL,
    first_at    timestamptz NOT NULL,
    orders      integer     NOT NULL,
    net_minor   bigint      NOT NULL,
    PRIMARY KEY (customer_id, day, currency)
);
COMMENT ON TABLE customer_purchase_day IS 'distributed by customer_id: the local days on which a customer bought, in the reporting time zone';

CREATE TABLE insight_setting (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    timezone text NOT NULL DEFAULT 'UTC',
    currency text NOT NULL DEFAULT 'CNY'
);
COMMENT ON TABLE insight_setting IS 'reference: one row; the time zone and currency in which figures are kept';
INSERT INTO insight_setting DEFAULT VALUES;

CREATE TABLE job (
    name        text PRIMARY KEY,
    cron        text,
    next_due_at timestamptz,
    owner       text,
    token       bigint      NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL DEFAULT '-infinity'
);
COMMENT ON TABLE job IS 'reference: a job, when it is next due, and which replica runs it until when';
COMMENT ON COLUMN job.token IS 'fencing token, raised with every change of owner; a stale owner cannot commit';

CREATE TABLE job_run (
    run_id      uuid PRIMARY KEY,
    job_name    text        NOT NULL REFERENCES job (name),
    trigger     text        NOT NULL CHECK (trigger IN ('SCHEDULE', 'CATCH_UP', 'REQUEST')),
    as_of       timestamptz NOT NULL,
    due_at      timestamptz,
    state       text        NOT NULL CHECK (state IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    done        bigint      NOT NULL DEFAULT 0,
    total       bigint,
    error       text,
    requested_by text,
    owner       text,
    started_at  timestamptz,
    finished_at timestamptz,
    created_at  timestamptz NOT NULL,
    UNIQUE (job_name, due_at)
);
COMMENT ON TABLE job_run IS 'reference: one run of a job; (job, due_at) is unique, so that a scheduled run happens once';
CREATE INDEX job_run_recent ON job_run (job_name, created_at DESC, run_id DESC);
CREATE INDEX job_run_waiting ON job_run (created_at) WHERE state IN ('QUEUED', 'RUNNING');

CREATE TABLE idempotency_key (
    scope_hash  uuid        PRIMARY KEY,
    request     uuid        NOT NULL,
    answer      jsonb       NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE idempotency_key IS 'distributed by scope_hash: the answer given to (caller, mutation, key), given again when the key comes again';

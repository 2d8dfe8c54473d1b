-- Churn: the window of activity, each computation with its back-test, a level for each customer, and the warnings given.

ALTER TABLE insight_setting ADD COLUMN churn_window integer CHECK (churn_window BETWEEN 1 AND 3650);
COMMENT ON COLUMN insight_setting.churn_window IS 'days without a purchase after which a customer is not active; null to take it from the gaps between purchases';

CREATE TABLE churn_run (
    run_id       uuid PRIMARY KEY,
    as_of        timestamptz NOT NULL,
    computed_at  timestamptz NOT NULL,
    active_days  integer     NOT NULL,
    gap          double precision,
    channels     text[]      NOT NULL,
    channel_gaps double precision[] NOT NULL,
    customers    integer,
    levels       integer[],
    tested_at    timestamptz,
    tested       integer,
    "left"       integer,
    warned       integer[],
    warned_left  integer[]
);
COMMENT ON TABLE churn_run IS 'reference: a computation of churn over all customers, and how well the same rules would have warned one window earlier';
COMMENT ON COLUMN churn_run.active_days IS 'the window W in days';
COMMENT ON COLUMN churn_run.gap IS '90th percentile of the days between purchases of all repeat buyers; null without any';
COMMENT ON COLUMN churn_run.channel_gaps IS 'the same for each of channels, those of first purchases with 100 gaps or more';
COMMENT ON COLUMN churn_run.levels IS 'customers by level: NONE, WATCH, RISK, LOST; null until the run has ended';
COMMENT ON COLUMN churn_run.tested_at IS 'the instant of the back-test: as_of less the window';
COMMENT ON COLUMN churn_run.tested IS 'customers who were active then';
COMMENT ON COLUMN churn_run."left" IS 'those of them who bought nothing until as_of';
COMMENT ON COLUMN churn_run.warned IS 'those at WATCH or above, at RISK or above, at LOST';
COMMENT ON COLUMN churn_run.warned_left IS 'and of these, who left';
CREATE INDEX churn_run_latest ON churn_run (as_of DESC, run_id DESC);

CREATE TABLE customer_churn (
    customer_id uuid PRIMARY KEY REFERENCES customer,
    as_of       timestamptz NOT NULL,
    computed_at timestamptz NOT NULL,
    level       text        NOT NULL CHECK (level IN ('NONE', 'WATCH', 'RISK', 'LOST')),
    base_level  text        NOT NULL CHECK (base_level IN ('NONE', 'WATCH', 'RISK', 'LOST')),
    days        integer     NOT NULL,
    gap         double precision NOT NULL,
    alive       double precision,
    complaints  integer     NOT NULL,
    low_ratings integer     NOT NULL,
    lost_minor  bigint,
    currency    text,
    reasons     jsonb       NOT NULL
);
COMMENT ON TABLE customer_churn IS 'distributed by customer_id: how likely a customer is to have left; follows changed facts, and time with each run of refresh-churn [merge: derived; erasure: delete]';
COMMENT ON COLUMN customer_churn.base_level IS 'the level before complaints and low ratings raised it: what hysteresis holds on to';
COMMENT ON COLUMN customer_churn.gap IS 'days that this customer takes between purchases at most, nine times in ten';
COMMENT ON COLUMN customer_churn.lost_minor IS 'value expected if they are still there, times the odds that they are not';
CREATE INDEX customer_churn_at_risk ON customer_churn ((coalesce(lost_minor, 0)) DESC, customer_id DESC) WHERE level <> 'NONE';

CREATE TABLE churn_event (
    customer_id uuid        NOT NULL REFERENCES customer,
    event_id    uuid        NOT NULL,
    level       text        NOT NULL CHECK (level IN ('WATCH', 'RISK', 'LOST')),
    raised_at   timestamptz NOT NULL,
    reasons     jsonb       NOT NULL,
    PRIMARY KEY (customer_id, event_id)
);
COMMENT ON TABLE churn_event IS 'distributed by customer_id: a customer rose to a level; at most once a level in 30 days [merge: stays; erasure: delete]';
CREATE INDEX churn_event_latest ON churn_event (raised_at DESC, event_id DESC);

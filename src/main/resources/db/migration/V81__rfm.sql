-- RFM: how it is computed, each computation of the thresholds, and a score for each customer.

ALTER TABLE insight_setting
    ADD COLUMN rfm_months     integer CHECK (rfm_months BETWEEN 1 AND 600) DEFAULT 24,
    ADD COLUMN rfm_money_step bigint NOT NULL DEFAULT 1 CHECK (rfm_money_step > 0),
    ADD COLUMN rfm_segments   jsonb;
COMMENT ON COLUMN insight_setting.rfm_months IS 'how far back frequency and money count; null for all time';
COMMENT ON COLUMN insight_setting.rfm_money_step IS 'what is added to a quantile of money to make a threshold, in minor units';
COMMENT ON COLUMN insight_setting.rfm_segments IS 'segments in the order in which they are tried: name, and from-to of r, f and m; null for the usual list';

CREATE TABLE rfm_run (
    run_id      uuid PRIMARY KEY,
    as_of       timestamptz NOT NULL,
    computed_at timestamptz NOT NULL,
    customers   integer     NOT NULL,
    currency    text        NOT NULL,
    months      integer,
    recency     numeric[]   NOT NULL,
    frequency   numeric[]   NOT NULL,
    monetary    numeric[]   NOT NULL,
    segments    text[]      NOT NULL
);
COMMENT ON TABLE rfm_run IS 'reference: a computation of the RFM thresholds over all customers; changed customers are scored by the latest';
COMMENT ON COLUMN rfm_run.recency IS 'the four thresholds in days; like the others quantiles of type 7 plus a step, exact, in fifths';
COMMENT ON COLUMN rfm_run.monetary IS 'in minor units of currency';
COMMENT ON COLUMN rfm_run.segments IS 'segment by score, r slowest and m fastest: 125 names';
CREATE INDEX rfm_run_latest ON rfm_run (as_of DESC, run_id DESC);

CREATE TABLE customer_rfm (
    customer_id    uuid PRIMARY KEY REFERENCES customer,
    as_of          timestamptz NOT NULL,
    computed_at    timestamptz NOT NULL,
    recency        integer     NOT NULL,
    frequency      integer     NOT NULL,
    monetary_minor bigint      NOT NULL,
    currency       text        NOT NULL,
    r              smallint    NOT NULL CHECK (r BETWEEN 1 AND 5),
    f              smallint    NOT NULL CHECK (f BETWEEN 1 AND 5),
    m              smallint    NOT NULL CHECK (m BETWEEN 1 AND 5),
    segment        text        NOT NULL
);
COMMENT ON TABLE customer_rfm IS 'distributed by customer_id: RFM figures and scores; they follow changed facts, and time with each run of refresh-rfm [merge: derived; erasure: delete]';
COMMENT ON COLUMN customer_rfm.recency IS 'local days since the last purchase';
COMMENT ON COLUMN customer_rfm.frequency IS 'local days with a purchase in the window';
COMMENT ON COLUMN customer_rfm.monetary_minor IS 'net value bought in the window in currency, in minor units';
CREATE INDEX customer_rfm_segment ON customer_rfm (segment, customer_id);

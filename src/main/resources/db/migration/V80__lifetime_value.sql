-- What lifetime value needs: money as of any instant, models with their versions, and a score for each customer.

ALTER TABLE customer_purchase_day ADD COLUMN nets bigint[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN customer_purchase_day.nets IS 'net value bought at each of moments: the money of a part of the day follows from it';
UPDATE customer_purchase_day d SET nets = b.nets
FROM (
  SELECT customer_id, day, currency, array_agg(net_minor ORDER BY ordered_at) AS nets
  FROM (
    SELECT p.customer_id, (o.ordered_at AT TIME ZONE s.timezone)::date AS day, o.currency, o.ordered_at,
           sum(o.net_minor)::bigint AS net_minor
    FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id CROSS JOIN insight_setting s
    WHERE p.customer_id IS NOT NULL
    GROUP BY 1, 2, 3, 4) m
  GROUP BY 1, 2, 3) b
WHERE d.customer_id = b.customer_id AND d.day = b.day AND d.currency = b.currency;

ALTER TABLE insight_setting
    ADD COLUMN value_model            text    NOT NULL DEFAULT 'BG_NBD' CHECK (value_model IN ('BG_NBD', 'PARETO_NBD')),
    ADD COLUMN value_months           integer NOT NULL DEFAULT 12 CHECK (value_months BETWEEN 1 AND 120),
    ADD COLUMN value_monthly_discount double precision NOT NULL DEFAULT 0.01
        CHECK (value_monthly_discount >= 0 AND value_monthly_discount < 1);
COMMENT ON COLUMN insight_setting.value_model IS 'the model of purchases that scores customers; both are fitted';
COMMENT ON COLUMN insight_setting.value_months IS 'how far ahead lifetime value looks';
COMMENT ON COLUMN insight_setting.value_monthly_discount IS 'what money a month later is worth less, 0.01 being 1 %';

CREATE TABLE value_fit (
    fit_id         uuid PRIMARY KEY,
    model          text        NOT NULL CHECK (model IN ('BG_NBD', 'PARETO_NBD', 'GAMMA_GAMMA')),
    first_channel  text,
    as_of          timestamptz NOT NULL,
    fitted_at      timestamptz NOT NULL,
    timezone       text        NOT NULL,
    currency       text        NOT NULL,
    customers      bigint      NOT NULL,
    sample         integer     NOT NULL,
    repeaters      integer     NOT NULL,
    used           integer     NOT NULL,
    refusal        text CHECK (refusal IN ('TOO_FEW_REPEATERS', 'NO_MAXIMUM')),
    log_likelihood double precision,
    parameters     double precision[],
    correlation    double precision,
    CHECK ((refusal IS NULL) = (parameters IS NOT NULL))
);
COMMENT ON TABLE value_fit IS 'reference: the versions of the models of lifetime value; the one in force at an instant has the highest as_of up to it, refused ones apart';
COMMENT ON COLUMN value_fit.first_channel IS 'the customers it is about: who first bought there; null for all';
COMMENT ON COLUMN value_fit.as_of IS 'purchases at or after it were not seen';
COMMENT ON COLUMN value_fit.customers IS 'how many had bought by as_of';
COMMENT ON COLUMN value_fit.sample IS 'how many of them were read: all, or a fixed part chosen by the hash of the id';
COMMENT ON COLUMN value_fit.used IS 'how many the likelihood was taken over';
COMMENT ON COLUMN value_fit.parameters IS 'r, alpha, a, b or r, alpha, s, beta with times in weeks; p, q, gamma in whole units of currency';
COMMENT ON COLUMN value_fit.correlation IS 'of the number of repeat occasions with their mean value, which the model takes to be none';
CREATE INDEX value_fit_in_force ON value_fit (as_of DESC, fit_id DESC);

CREATE TABLE customer_value (
    customer_id   uuid PRIMARY KEY REFERENCES customer,
    as_of         timestamptz NOT NULL,
    computed_at   timestamptz NOT NULL,
    fit_id        uuid        NOT NULL REFERENCES value_fit,
    repeats       integer     NOT NULL,
    alive         double precision NOT NULL,
    expected      double precision NOT NULL,
    months        integer     NOT NULL,
    currency      text        NOT NULL,
    mean_minor    bigint,
    value_minor   bigint,
    reason        text,
    CHECK ((value_minor IS NULL) = (reason IS NOT NULL))
);
COMMENT ON TABLE customer_value IS 'distributed by customer_id: what a customer is expected to bring, by the models in force at as_of; follows changed facts, and time with each run of fit-lifetime-value [merge: derived; erasure: delete]';
COMMENT ON COLUMN customer_value.alive IS 'probability that the customer has not left';
COMMENT ON COLUMN customer_value.expected IS 'purchase occasions expected within months';
COMMENT ON COLUMN customer_value.mean_minor IS 'expected value of one occasion; null when there is no model of it';
COMMENT ON COLUMN customer_value.value_minor IS 'discounted net value of what is expected; null for the reason';
CREATE INDEX customer_value_value ON customer_value (value_minor DESC, customer_id);

CREATE TABLE customer_origin (
    customer_id uuid PRIMARY KEY REFERENCES customer,
    channel     text NOT NULL,
    source_id   uuid NOT NULL REFERENCES source,
    store_id    uuid REFERENCES store,
    category    text
);
COMMENT ON TABLE customer_origin IS 'distributed by customer_id: where a customer''s first purchase was made; of several at that instant, the first by channel and store [merge: derived; erasure: delete]';
COMMENT ON COLUMN customer_origin.channel IS 'the order''s channel, or its source''s name when it had none';
COMMENT ON COLUMN customer_origin.category IS 'product category of the line of most value; null when it is not known';

INSERT INTO customer_origin (customer_id, channel, source_id, store_id)
SELECT DISTINCT ON (t.customer_id) t.customer_id, coalesce(o.channel, s.name), o.source_id, o.store_id
FROM customer_purchases t JOIN profile p ON p.customer_id = t.customer_id
JOIN counted_order o ON o.profile_id = p.profile_id AND o.ordered_at = t.first_purchase_at
JOIN source s ON s.source_id = o.source_id
ORDER BY t.customer_id, coalesce(o.channel, s.name), o.store_id;

CREATE TABLE store (
    store_id   uuid PRIMARY KEY,
    code       text        NOT NULL UNIQUE,
    name       text,
    city       text,
    region     text,
    country    text,
    timezone   text,
    attributes jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    version    integer     NOT NULL DEFAULT 0
);
COMMENT ON TABLE store IS 'reference: a place of sale; one that an order names before it is described has only its code';

CREATE TABLE product (
    product_id uuid PRIMARY KEY,
    sku        text        NOT NULL UNIQUE,
    name       text,
    category   text,
    brand      text,
    attributes jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    version    integer     NOT NULL DEFAULT 0
);
COMMENT ON TABLE product IS 'reference: what is sold; order lines name it by its SKU, also before it is described';

CREATE TABLE sales_rule (
    one              boolean PRIMARY KEY DEFAULT true CHECK (one),
    include_tax      boolean NOT NULL DEFAULT true,
    include_shipping boolean NOT NULL DEFAULT true,
    include_points   boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE sales_rule IS 'reference: one row; what of an order total counts as paid';
INSERT INTO sales_rule DEFAULT VALUES;

CREATE TABLE fact_key (
    key_hash    uuid PRIMARY KEY,
    profile_id  uuid,
    fact_id     uuid        NOT NULL,
    occurred_at timestamptz,
    content     uuid        NOT NULL
);
COMMENT ON TABLE fact_key IS 'distributed by key_hash: makes a channel''s own id (order, line, return, event, message) one fact, however often it is sent';
COMMENT ON COLUMN fact_key.key_hash IS 'first 128 bits of SHA-256 of fact kind, source and the channel''s id';
COMMENT ON COLUMN fact_key.content IS 'hash of what was sent, to tell a repetition from a contradiction';

CREATE TABLE customer_order (
    profile_id       uuid        NOT NULL REFERENCES profile,
    ordered_at       timestamptz NOT NULL,
    order_id         uuid        NOT NULL,
    source_id        uuid        NOT NULL REFERENCES source,
    external_id      text        NOT NULL,
    status           text        NOT NULL CHECK (status IN ('PENDING', 'PAID', 'CANCELLED')),
    channel          text,
    store_id         uuid REFERENCES store,
    currency         text        NOT NULL,
    total_minor      bigint      NOT NULL CHECK (total_minor >= 0),
    shipping_minor   bigint      NOT NULL DEFAULT 0,
    tax_minor        bigint      NOT NULL DEFAULT 0,
    discount_minor   bigint      NOT NULL DEFAULT 0,
    points_minor     bigint      NOT NULL DEFAULT 0,
    refunded_minor   bigint      NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    quantity         numeric,
    total_from_lines boolean     NOT NULL DEFAULT false,
    changed_at       timestamptz NOT NULL,
    recorded_at      timestamptz NOT NULL,
    PRIMARY KEY (profile_id, ordered_at, order_id)
) PARTITION BY RANGE (ordered_at);
COMMENT ON TABLE customer_order IS 'distributed by profile_id: a sale, partitioned by month; status and refunded_minor roll up its changes and returns';
COMMENT ON COLUMN customer_order.total_minor IS 'what the customer owed, in minor units of currency, tax, shipping and points included';
COMMENT ON COLUMN customer_order.total_from_lines IS 'no order row was sent: the total is the sum of the lines so far';
CREATE INDEX customer_order_id ON customer_order (order_id);

CREATE TABLE order_line (
    profile_id     uuid        NOT NULL REFERENCES profile,
    ordered_at     timestamptz NOT NULL,
    order_id       uuid        NOT NULL,
    line_id        uuid        NOT NULL,
    line_key       text        NOT NULL,
    sku            text,
    name           text,
    category       text,
    quantity       numeric     NOT NULL,
    amount_minor   bigint      NOT NULL,
    discount_minor bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (profile_id, ordered_at, order_id, line_id)
) PARTITION BY RANGE (ordered_at);
COMMENT ON TABLE order_line IS 'distributed by profile_id: one line of a sale; amount is for the whole quantity, after discount';

CREATE TABLE order_return (
    profile_id      uuid        NOT NULL REFERENCES profile,
    returned_at     timestamptz NOT NULL,
    return_id       uuid        NOT NULL,
    source_id       uuid        NOT NULL REFERENCES source,
    external_id     text        NOT NULL,
    order_id        uuid        NOT NULL,
    currency        text        NOT NULL,
    amount_minor    bigint      NOT NULL CHECK (amount_minor >= 0),
    sku             text,
    quantity        numeric,
    reason          text,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (profile_id, returned_at, return_id)
) PARTITION BY RANGE (returned_at);
COMMENT ON TABLE order_return IS 'distributed by profile_id: money given back for an order';

CREATE TABLE waiting_return (
    order_key   uuid        NOT NULL,
    return_key  uuid        NOT NULL,
    source_id   uuid        NOT NULL REFERENCES source,
    body        jsonb       NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (order_key, return_key)
);
COMMENT ON TABLE waiting_return IS 'distributed by order_key: a return that came before its sale; the sale takes it along';

CREATE VIEW counted_order AS
SELECT o.profile_id, o.ordered_at, o.order_id, o.currency, o.store_id, o.channel, o.source_id,
       GREATEST(0, o.total_minor
         - CASE WHEN r.include_tax THEN 0 ELSE o.tax_minor END
         - CASE WHEN r.include_shipping THEN 0 ELSE o.shipping_minor END
         - CASE WHEN r.include_points THEN 0 ELSE o.points_minor END
         - o.refunded_minor) AS net_minor
FROM customer_order o CROSS JOIN sales_rule r
WHERE o.status = 'PAID' AND NOT (o.refunded_minor > 0 AND o.refunded_minor >= o.total_minor);
COMMENT ON VIEW counted_order IS 'the orders that figures count, at net value: paid, neither cancelled nor refunded in full; a gift at total 0 counts';

CREATE TABLE event (
    profile_id  uuid        NOT NULL REFERENCES profile,
    occurred_at timestamptz NOT NULL,
    event_id    uuid        NOT NULL,
    source_id   uuid        NOT NULL REFERENCES source,
    kind        text        NOT NULL CHECK (kind IN ('VIEW', 'FOLLOW', 'VISIT', 'COMMENT', 'GROUP', 'INTERACTION')),
    name        text        NOT NULL,
    properties  jsonb       NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (profile_id, occurred_at, event_id)
) PARTITION BY RANGE (occurred_at);
COMMENT ON TABLE event IS 'distributed by profile_id: what a person did that is not a sale, partitioned by month';

CREATE FUNCTION add_month_partition(parent text, month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    child text := parent || '_' || to_char(month, 'YYYYMM');
BEGIN
    IF to_regclass(child) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child,
        month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
EXCEPTION WHEN duplicate_table OR unique_violation THEN
    NULL; -- another replica made it in the meantime
END $$;
COMMENT ON FUNCTION add_month_partition IS 'makes the partition of one UTC month; attached rather than created as a partition, so that readers and writers of the others go on';

CREATE TABLE rejected_message (
    rejected_id uuid PRIMARY KEY,
    source_id   uuid        NOT NULL REFERENCES source,
    message_id  text,
    reason      text        NOT NULL,
    body        text        NOT NULL,
    received_at timestamptz NOT NULL
);
COMMENT ON TABLE rejected_message IS 'distributed by rejected_id: a tracking call that was refused, as it came, with the reason';

CREATE TABLE import_job (
    import_id    uuid PRIMARY KEY,
    source_id    uuid        NOT NULL REFERENCES source,
    kind         text        NOT NULL,
    format       text        NOT NULL,
    options      jsonb       NOT NULL,
    state        text        NOT NULL CHECK (state IN ('RECEIVING', 'QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    dry_run      boolean     NOT NULL,
    accepted     bigint      NOT NULL DEFAULT 0,
    rejected     bigint      NOT NULL DEFAULT 0,
    duplicates   bigint      NOT NULL DEFAULT 0,
    total        bigint,
    bytes        bigint      NOT NULL DEFAULT 0,
    done_bytes   bigint      NOT NULL DEFAULT 0,
    done_lines   bigint      NOT NULL DEFAULT 0,
    header       text,
    error        text,
    owner        text,
    token        bigint      NOT NULL DEFAULT 0,
    lease_until  timestamptz NOT NULL DEFAULT '-infinity',
    started_at   timestamptz NOT NULL,
    finished_at  timestamptz
);
COMMENT ON TABLE import_job IS 'distributed by import_id: one file on its way in; done_bytes is the end of the last record whose batch is committed';
CREATE INDEX import_job_unfinished ON import_job (started_at) WHERE state IN ('RECEIVING', 'QUEUED', 'RUNNING');

CREATE TABLE import_chunk (
    import_id uuid    NOT NULL REFERENCES import_job,
    seq       integer NOT NULL,
    start     bigint  NOT NULL,
    bytes     bytea   NOT NULL,
    PRIMARY KEY (import_id, seq)
);
COMMENT ON TABLE import_chunk IS 'distributed by import_id: the file as it came, so that any replica can go on after a crash; removed when the import has ended';
ALTER TABLE import_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE import_rejection (
    import_id uuid   NOT NULL REFERENCES import_job,
    line      bigint NOT NULL,
    "column"  text,
    reason    text   NOT NULL,
    raw       text   NOT NULL,
    PRIMARY KEY (import_id, line)
);
COMMENT ON TABLE import_rejection IS 'distributed by import_id: a row that was refused; line counts from 1, the header included';

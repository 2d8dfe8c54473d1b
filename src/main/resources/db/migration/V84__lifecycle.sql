-- Lifecycle: the stages of each customer, past ones and those that time alone will bring.

CREATE TABLE customer_stage (
    customer_id uuid        NOT NULL REFERENCES customer,
    since       timestamptz NOT NULL,
    stage       text        NOT NULL CHECK (stage IN ('CONTACT', 'INTEREST', 'PURCHASE', 'USE', 'LOYAL', 'LAPSING', 'LOST')),
    PRIMARY KEY (customer_id, since)
);
COMMENT ON TABLE customer_stage IS 'distributed by customer_id: a customer enters a stage; the row in force at an instant is the latest up to it [merge: derived; erasure: delete]';
COMMENT ON COLUMN customer_stage.since IS 'may lie ahead: who buys nothing more will lapse and be lost then';
CREATE INDEX customer_stage_since ON customer_stage (since);

-- People who restricted the processing of their data or object to it.

CREATE TABLE processing_limit (
    customer_id uuid        NOT NULL REFERENCES customer,
    request_id  uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('RESTRICTION', 'OBJECTION')),
    since       timestamptz NOT NULL,
    lifted_at   timestamptz,
    lifted_by   text,
    PRIMARY KEY (customer_id, request_id)
);
COMMENT ON TABLE processing_limit IS 'distributed by customer_id: a restriction or an objection of a person, by the request that it came from [merge: stays; erasure: delete]';
COMMENT ON COLUMN processing_limit.customer_id IS 'who asked, never changed: it holds for the customer that stands for them, and an unmerge gives it back';
COMMENT ON COLUMN processing_limit.lifted_at IS 'since when it no longer holds; null while it does';
CREATE INDEX processing_limit_holds ON processing_limit (customer_id) WHERE lifted_at IS NULL;

CREATE VIEW limited_customer AS
WITH RECURSIVE up (id, next, kind) AS (
    SELECT c.customer_id, c.merged_into, l.kind FROM processing_limit l JOIN customer c USING (customer_id)
    WHERE l.lifted_at IS NULL
    UNION ALL
    SELECT c.customer_id, c.merged_into, u.kind FROM up u JOIN customer c ON c.customer_id = u.next
)
SELECT DISTINCT id AS customer_id, kind FROM up WHERE next IS NULL;
COMMENT ON VIEW limited_customer IS 'the customers who stand for somebody whose restriction or objection holds';

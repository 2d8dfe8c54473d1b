-- What reading orders needs: their value in one place, a return's way to its order, and ids that are looked up.

CREATE VIEW valued_order AS
SELECT o.profile_id, o.ordered_at, o.order_id, o.source_id, o.external_id, o.status, o.channel, o.store_id, o.currency,
       o.total_minor, o.shipping_minor, o.tax_minor, o.discount_minor, o.points_minor, o.refunded_minor, o.quantity,
       o.lines_quantity, o.first_returned_at, o.last_returned_at, o.changed_at,
       o.status = 'PAID' AND NOT (o.refunded_minor > 0 AND o.refunded_minor >= o.total_minor) AS counts,
       GREATEST(0, o.total_minor
         - CASE WHEN r.include_tax THEN 0 ELSE o.tax_minor END
         - CASE WHEN r.include_shipping THEN 0 ELSE o.shipping_minor END
         - CASE WHEN r.include_points THEN 0 ELSE o.points_minor END
         - o.refunded_minor) AS net_minor
FROM customer_order o CROSS JOIN sales_rule r;
COMMENT ON VIEW valued_order IS 'every order with what it is worth and whether figures count it';

CREATE OR REPLACE VIEW counted_order AS
SELECT profile_id, ordered_at, order_id, currency, store_id, channel, source_id, net_minor
FROM valued_order WHERE counts;

ALTER TABLE order_return ADD COLUMN ordered_at timestamptz;
UPDATE order_return r SET ordered_at = o.ordered_at
FROM customer_order o WHERE o.profile_id = r.profile_id AND o.order_id = r.order_id;
ALTER TABLE order_return ALTER COLUMN ordered_at SET NOT NULL;
COMMENT ON COLUMN order_return.ordered_at IS 'when its order was made: with profile_id and order_id the order''s key';

CREATE INDEX order_return_id ON order_return (return_id);
CREATE INDEX store_name ON store (lower(name) text_pattern_ops);
CREATE INDEX product_name ON product (lower(name) text_pattern_ops);

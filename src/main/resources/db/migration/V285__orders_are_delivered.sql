-- When the customer had an order: points may wait for it.

ALTER TABLE customer_order ADD COLUMN delivered_at timestamptz;
COMMENT ON COLUMN customer_order.delivered_at IS 'the earliest time at which it was said to have been delivered; null while nothing said so';
COMMENT ON COLUMN waiting_return.body IS 'the fact: kind RETURN, CANCEL for a cancellation, or DELIVER for a delivery that came before its order';

CREATE OR REPLACE VIEW valued_order AS
SELECT o.profile_id, o.ordered_at, o.order_id, o.source_id, o.external_id, o.status, o.channel, o.store_id, o.currency,
       o.total_minor, o.shipping_minor, o.tax_minor, o.discount_minor, o.points_minor, o.refunded_minor, o.quantity,
       o.lines_quantity, o.first_returned_at, o.last_returned_at, o.changed_at,
       o.status = 'PAID' AND NOT (o.refunded_minor > 0 AND o.refunded_minor >= o.total_minor) AS counts,
       GREATEST(0, o.total_minor
         - CASE WHEN r.include_tax THEN 0 ELSE o.tax_minor END
         - CASE WHEN r.include_shipping THEN 0 ELSE o.shipping_minor END
         - CASE WHEN r.include_points THEN 0 ELSE o.points_minor END
         - o.refunded_minor) AS net_minor,
       o.delivered_at
FROM customer_order o CROSS JOIN sales_rule r;

-- The days on which a customer bought, in the row of totals that is written at each purchase anyway: figures over everybody
-- read one row of a customer instead of one of each day, and group within it.

ALTER TABLE customer_purchases
    ADD COLUMN days       date[],
    ADD COLUMN day_orders integer[],
    ADD COLUMN day_nets   bigint[],
    ADD COLUMN days_at    timestamptz;
COMMENT ON COLUMN customer_purchases.days IS 'local days with a purchase as in customer_purchase_day, ascending; null of who paid in several currencies. The two following arrays go with it';
COMMENT ON COLUMN customer_purchases.days_at IS 'computed_at of when these columns were written; they hold while the two are the same, so not after a version that does not know them wrote the row';

UPDATE customer_purchases t SET days = s.days, day_orders = s.orders, day_nets = s.nets, days_at = t.computed_at
FROM (
  SELECT customer_id, array_agg(day ORDER BY day) AS days, array_agg(orders ORDER BY day) AS orders,
         array_agg(net_minor ORDER BY day) AS nets
  FROM customer_purchase_day GROUP BY 1 HAVING min(currency) = max(currency)) s
WHERE s.customer_id = t.customer_id;
UPDATE customer_purchases SET days_at = computed_at WHERE days_at IS NULL;

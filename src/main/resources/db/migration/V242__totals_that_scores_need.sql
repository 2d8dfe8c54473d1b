-- What scores need of a customer's purchases, in the row that is written at each purchase anyway: so that a new order
-- adds to it, and a score reads one row instead of every day. And indexes that nothing reads, but each purchase wrote.

ALTER TABLE customer_purchases
    ADD COLUMN first_day       date,
    ADD COLUMN last_day        date,
    ADD COLUMN currencies      text[],
    ADD COLUMN currency_orders integer[],
    ADD COLUMN currency_days   integer[],
    ADD COLUMN currency_nets   bigint[],
    ADD COLUMN first_nets      bigint[],
    ADD COLUMN summed_at       timestamptz;
COMMENT ON COLUMN customer_purchases.first_day IS 'local day of the first purchase, as in customer_purchase_day';
COMMENT ON COLUMN customer_purchases.currencies IS 'what they paid in, that of most orders first; the following arrays go with it';
COMMENT ON COLUMN customer_purchases.currency_days IS 'local days with a purchase in the currency';
COMMENT ON COLUMN customer_purchases.first_nets IS 'of currency_nets, what was bought on first_day; null when nothing was in this currency';
COMMENT ON COLUMN customer_purchases.summed_at IS 'computed_at of when these columns were written; they hold while the two are the same, so not after a version that does not know them wrote the row';

UPDATE customer_purchases t SET first_day = s.first_day, last_day = s.last_day, currencies = s.currencies,
  currency_orders = s.orders, currency_days = s.days, currency_nets = s.nets, first_nets = s.firsts, summed_at = t.computed_at
FROM (
  SELECT customer_id, min(first_day) AS first_day, max(last_day) AS last_day,
         array_agg(currency ORDER BY orders DESC, currency) AS currencies, array_agg(orders ORDER BY orders DESC, currency) AS orders,
         array_agg(days ORDER BY orders DESC, currency) AS days, array_agg(net ORDER BY orders DESC, currency) AS nets,
         array_agg(first ORDER BY orders DESC, currency) AS firsts
  FROM (
    SELECT customer_id, currency, min(first_day) AS first_day, max(day) AS last_day, sum(orders)::integer AS orders,
           count(*)::integer AS days, sum(net_minor)::bigint AS net,
           (sum(net_minor) FILTER (WHERE day = first_day))::bigint AS first
    FROM (SELECT *, min(day) OVER (PARTITION BY customer_id) AS first_day FROM customer_purchase_day) d
    GROUP BY 1, 2) c
  GROUP BY 1) s
WHERE s.customer_id = t.customer_id;

DROP INDEX customer_purchases_net;
DROP INDEX customer_purchases_last;
DROP INDEX customer_value_value;
DROP INDEX customer_rfm_segment;
DROP INDEX customer_stage_since;
ALTER TABLE customer_purchases SET (fillfactor = 80);
ALTER TABLE customer_value SET (fillfactor = 80);
ALTER TABLE customer_rfm SET (fillfactor = 80);
ALTER TABLE customer_channel SET (fillfactor = 80);

-- What customers bought, by product and by store: so that both can be asked about for any past instant.

CREATE TABLE customer_product (
    customer_id uuid          NOT NULL REFERENCES customer,
    sku         text          NOT NULL,
    currency    text          NOT NULL,
    moments     timestamptz[] NOT NULL,
    quantities  numeric[]     NOT NULL,
    nets        bigint[]      NOT NULL,
    PRIMARY KEY (customer_id, sku, currency)
);
COMMENT ON TABLE customer_product IS 'distributed by customer_id: what a customer bought of a product, one entry for each order [merge: derived; erasure: keep]';
COMMENT ON COLUMN customer_product.moments IS 'instants of the orders, ascending';
COMMENT ON COLUMN customer_product.quantities IS 'pieces on the order at each of moments';
COMMENT ON COLUMN customer_product.nets IS 'what its lines came to, in minor units of currency, less their part of what was refunded of the order';

CREATE TABLE customer_store (
    customer_id uuid          NOT NULL REFERENCES customer,
    store_id    uuid          NOT NULL REFERENCES store,
    currency    text          NOT NULL,
    moments     timestamptz[] NOT NULL,
    nets        bigint[]      NOT NULL,
    PRIMARY KEY (customer_id, store_id, currency)
);
COMMENT ON TABLE customer_store IS 'distributed by customer_id: what a customer bought in a store, one entry for each order [merge: derived; erasure: keep]';
COMMENT ON COLUMN customer_store.moments IS 'instants of the orders, ascending';
COMMENT ON COLUMN customer_store.nets IS 'net value of the order at each of moments, in minor units of currency';

INSERT INTO customer_product (customer_id, sku, currency, moments, quantities, nets)
SELECT customer_id, sku, currency, array_agg(at ORDER BY at, net, quantity), array_agg(quantity ORDER BY at, net, quantity),
       array_agg(net ORDER BY at, net, quantity)
FROM (
  SELECT p.customer_id, l.sku, o.currency, o.ordered_at AS at, sum(l.quantity) AS quantity,
         (sum(l.amount_minor) - coalesce(round(sum(l.amount_minor) * o.refunded_minor / nullif(o.total_minor, 0)), 0))::bigint AS net
  FROM profile p JOIN valued_order o ON o.profile_id = p.profile_id AND o.counts
  JOIN order_line l ON l.profile_id = o.profile_id AND l.ordered_at = o.ordered_at AND l.order_id = o.order_id
  WHERE p.customer_id IS NOT NULL AND l.sku IS NOT NULL
  GROUP BY p.customer_id, l.sku, o.currency, o.ordered_at, o.order_id, o.refunded_minor, o.total_minor) s
GROUP BY 1, 2, 3;

INSERT INTO customer_store (customer_id, store_id, currency, moments, nets)
SELECT p.customer_id, o.store_id, o.currency, array_agg(o.ordered_at ORDER BY o.ordered_at, o.net_minor),
       array_agg(o.net_minor ORDER BY o.ordered_at, o.net_minor)
FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id
WHERE p.customer_id IS NOT NULL AND o.store_id IS NOT NULL
GROUP BY 1, 2, 3;

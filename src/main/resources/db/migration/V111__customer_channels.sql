-- Where customers bought: so that channels can be asked about for any past instant.

CREATE TABLE customer_channel (
    customer_id uuid          NOT NULL REFERENCES customer,
    channel     text          NOT NULL,
    kind        text          NOT NULL CHECK (kind IN ('ONLINE', 'OFFLINE', 'SOCIAL')),
    currency    text          NOT NULL,
    moments     timestamptz[] NOT NULL,
    nets        bigint[]      NOT NULL,
    PRIMARY KEY (customer_id, channel, kind, currency)
);
COMMENT ON TABLE customer_channel IS 'distributed by customer_id: what a customer bought in a channel, one entry for each order [merge: derived; erasure: delete]';
COMMENT ON COLUMN customer_channel.channel IS 'the order''s channel, or its source''s name when it had none';
COMMENT ON COLUMN customer_channel.kind IS 'the kind of the source that sent the order';
COMMENT ON COLUMN customer_channel.moments IS 'instants of the orders, ascending';
COMMENT ON COLUMN customer_channel.nets IS 'net value of the order at each of moments, in minor units of currency';

INSERT INTO customer_channel (customer_id, channel, kind, currency, moments, nets)
SELECT p.customer_id, coalesce(o.channel, s.name), s.kind, o.currency, array_agg(o.ordered_at ORDER BY o.ordered_at, o.net_minor),
       array_agg(o.net_minor ORDER BY o.ordered_at, o.net_minor)
FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id JOIN source s ON s.source_id = o.source_id
WHERE p.customer_id IS NOT NULL
GROUP BY 1, 2, 3, 4;

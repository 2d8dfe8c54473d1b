-- What a line is worth follows the sales rule, as its order does.

COMMENT ON COLUMN customer_product.nets IS 'what its lines came to, in minor units of currency, less their part of what was refunded of the order or does not count by the sales rule';

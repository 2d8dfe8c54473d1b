-- What figures are in where nobody says which, and how many orders they rest on.

CREATE VIEW insight_terms AS
SELECT s.timezone, CASE
         WHEN EXISTS (SELECT FROM customer_purchase_day d WHERE d.currency = s.currency) THEN s.currency
         ELSE coalesce((SELECT t.currency FROM customer_purchases t GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1), s.currency)
       END AS currency
FROM insight_setting s;
COMMENT ON VIEW insight_terms IS 'the reporting time zone, and the reporting currency, or where nobody ever paid in it the one that most customers pay in';

CREATE FUNCTION orders_before(orders integer, moments timestamptz[], as_of timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN moments[cardinality(moments)] < as_of THEN orders
            ELSE (SELECT count(*) FROM unnest(moments) at WHERE at < as_of) END;
COMMENT ON FUNCTION orders_before IS 'orders of a row of customer_purchase_day before an instant; of a day that it cuts in two, orders at one moment count as one';

-- The days on which a customer bought, in the row of totals that is written at each purchase anyway: figures over everybody
-- read one row of a customer instead of one of each day, and group within it. The next refresh-retention fills them; until
-- then, and of customers without them, the days are read one by one.

ALTER TABLE customer_purchases
    ADD COLUMN days       date[],
    ADD COLUMN day_orders integer[],
    ADD COLUMN day_nets   bigint[],
    ADD COLUMN days_at    timestamptz;
COMMENT ON COLUMN customer_purchases.days IS 'local days with a purchase as in customer_purchase_day, ascending; null of who paid in several currencies. The two following arrays go with it';
COMMENT ON COLUMN customer_purchases.days_at IS 'computed_at of when these columns were written; they hold while the two are the same. A version that does not know them and moves a purchase to another day while all totals stay leaves them behind: the next refresh-retention mends that';

-- What an order needs to know of itself so that its facts may arrive in any order and its roll-ups come out the same.

ALTER TABLE customer_order
    ADD COLUMN lines_minor       bigint  NOT NULL DEFAULT 0,
    ADD COLUMN lines_quantity    numeric NOT NULL DEFAULT 0,
    ADD COLUMN returned_minor    bigint  NOT NULL DEFAULT 0 CHECK (returned_minor >= 0),
    ADD COLUMN returned_whole    boolean NOT NULL DEFAULT false,
    ADD COLUMN first_returned_at timestamptz,
    ADD COLUMN last_returned_at  timestamptz;
COMMENT ON COLUMN customer_order.lines_minor IS 'the sum of the lines so far; below 0 while only a discount line has come, when a total made of lines stays 0';
COMMENT ON COLUMN customer_order.lines_quantity IS 'pieces on the lines so far; shown when the order itself does not say';
COMMENT ON COLUMN customer_order.refunded_minor IS 'what counts as given back: the total when a return was for all of it, else returned_minor, at most the total';
COMMENT ON COLUMN customer_order.returned_minor IS 'the sum of the returns that named an amount, as sent: may exceed the total';
COMMENT ON COLUMN customer_order.returned_whole IS 'a return named no amount: all that was left was given back';
COMMENT ON COLUMN customer_order.first_returned_at IS 'with last_returned_at the months in which to look for its returns; null without any';

ALTER TABLE order_return
    ALTER COLUMN external_id DROP NOT NULL,
    ADD COLUMN whole boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN order_return.external_id IS 'the channel''s id; null when it gave none';
COMMENT ON COLUMN order_return.whole IS 'no amount was named: amount_minor is what the others leave of the total, and follows when these change';

ALTER TABLE waiting_return ADD COLUMN refused text;
COMMENT ON COLUMN waiting_return.body IS 'the fact: kind RETURN, or CANCEL for a cancellation that came before its order';
COMMENT ON COLUMN waiting_return.refused IS 'why it could not go along when its order came (another currency); kept to be looked at; null while it waits';

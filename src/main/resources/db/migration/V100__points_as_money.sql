-- Points as money on an order: what they are worth, and which order each payment was for.

CREATE TABLE points_payment_rule (
    currency_id    uuid PRIMARY KEY REFERENCES points_currency,
    points         bigint  NOT NULL CHECK (points > 0),
    worth_minor    bigint  NOT NULL CHECK (worth_minor > 0),
    minimum_points bigint  NOT NULL CHECK (minimum_points > 0),
    maximum_points bigint CHECK (maximum_points >= minimum_points),
    maximum_share  integer NOT NULL CHECK (maximum_share BETWEEN 1 AND 100),
    version        integer NOT NULL
);
COMMENT ON TABLE points_payment_rule IS 'reference: what a currency of points is worth as money on an order; without a row it pays for nothing';
COMMENT ON COLUMN points_payment_rule.worth_minor IS 'what so many points are worth, in minor units of the programme''s money';
COMMENT ON COLUMN points_payment_rule.maximum_share IS 'per cent of an order''s total that points may pay';

CREATE TABLE points_payment (
    account_id     uuid        NOT NULL REFERENCES points_account,
    payment_id     uuid        NOT NULL,
    source_id      uuid        NOT NULL REFERENCES source,
    external_id    text        NOT NULL,
    points         bigint      NOT NULL CHECK (points > 0),
    amount_minor   bigint      NOT NULL CHECK (amount_minor > 0),
    returned       bigint      NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND points),
    paid_at        timestamptz NOT NULL,
    PRIMARY KEY (account_id, payment_id)
);
COMMENT ON TABLE points_payment IS 'distributed by account_id: an order that was paid with points, on the account of the customer that was named [merge: stays; erasure: blank]';
COMMENT ON COLUMN points_payment.payment_id IS 'the entry of the ledger that spent the points';
COMMENT ON COLUMN points_payment.external_id IS 'the order''s id at its source; the order may come later';
COMMENT ON COLUMN points_payment.returned IS 'points that the order''s returns have called back so far';
CREATE INDEX points_payment_order ON points_payment (source_id, external_id);
CREATE INDEX points_payment_id ON points_payment (payment_id);

CREATE FUNCTION points_back(spending uuid) RETURNS bigint STABLE PARALLEL SAFE LANGUAGE sql
RETURN (SELECT coalesce(sum(b.amount), 0)::bigint FROM points_entry e
        JOIN points_entry b ON b.account_id = e.account_id AND b.reverses = e.entry_id
        WHERE e.entry_id = spending AND b.kind = 'CANCEL_REDEMPTION');
COMMENT ON FUNCTION points_back IS 'how many points of a redemption have gone back';

ALTER TABLE points_earned ADD COLUMN paid_minor bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN points_earned.paid_minor IS 'what of the order was known to be paid with points of the ledger when it was reckoned; another amount is reckoned anew';

-- Coupons: what they give, the codes that stand for them, and the orders that they were used on.

CREATE TABLE coupon (
    coupon_id        uuid PRIMARY KEY,
    programme_id     uuid        NOT NULL REFERENCES programme,
    currency_id      uuid        NOT NULL REFERENCES points_currency,
    name             text        NOT NULL,
    kind             text        NOT NULL CHECK (kind IN ('PERCENTAGE', 'AMOUNT', 'GIFT', 'FREE_SHIPPING')),
    percent          integer CHECK (percent BETWEEN 1 AND 100),
    amount_minor     bigint CHECK (amount_minor > 0),
    gift             text,
    minimum_minor    bigint      NOT NULL CHECK (minimum_minor >= 0),
    maximum_minor    bigint CHECK (maximum_minor > 0),
    combinable       boolean     NOT NULL,
    limit_per_member integer CHECK (limit_per_member > 0),
    limit_in_all     bigint CHECK (limit_in_all > 0),
    begins_at        timestamptz,
    ends_at          timestamptz CHECK (ends_at > begins_at),
    stopped          boolean     NOT NULL,
    created_at       timestamptz NOT NULL,
    version          integer     NOT NULL,
    UNIQUE (programme_id, name),
    CHECK ((kind = 'PERCENTAGE') = (percent IS NOT NULL)),
    CHECK ((kind = 'AMOUNT') = (amount_minor IS NOT NULL)),
    CHECK ((kind = 'GIFT') = (gift IS NOT NULL))
);
COMMENT ON TABLE coupon IS 'reference: what a coupon gives, on what conditions; codes stand for it';
COMMENT ON COLUMN coupon.currency_id IS 'the points of its programme whose accounts its uses hang on, so that a member''s commands wait for each other';
COMMENT ON COLUMN coupon.gift IS 'the product that is given, by its SKU';
COMMENT ON COLUMN coupon.minimum_minor IS 'what the goods must come to before any discount, in minor units of the programme''s money';
COMMENT ON COLUMN coupon.maximum_minor IS 'the most that a percentage takes off; null for no limit';
COMMENT ON COLUMN coupon.combinable IS 'whether it can be used on an order with others that can';
CREATE INDEX coupon_list ON coupon (programme_id, created_at, coupon_id);

CREATE TABLE coupon_count (
    coupon_id uuid PRIMARY KEY REFERENCES coupon,
    used      bigint NOT NULL CHECK (used >= 0)
);
COMMENT ON TABLE coupon_count IS 'distributed by coupon_id: how often a coupon with a limit in all is used; apart from its definition, since every use changes it';

CREATE TABLE coupon_batch (
    batch_id   uuid PRIMARY KEY,
    coupon_id  uuid        NOT NULL REFERENCES coupon,
    size       integer     NOT NULL CHECK (size > 0),
    made       integer     NOT NULL DEFAULT 0 CHECK (made BETWEEN 0 AND size),
    created_by text        NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE coupon_batch IS 'distributed by batch_id: codes that a job makes together; batch_id follows from the coupon and the caller''s key, so that a repetition is the same batch';
COMMENT ON COLUMN coupon_batch.made IS 'how many are made so far; the job goes on from here';
CREATE INDEX coupon_batch_open ON coupon_batch (created_at) WHERE made < size;

CREATE TABLE coupon_code (
    code_hash   uuid PRIMARY KEY,
    coupon_id   uuid    NOT NULL REFERENCES coupon,
    batch_id    uuid,
    code        text    NOT NULL,
    shared      boolean NOT NULL,
    customer_id uuid,
    made_at     timestamptz NOT NULL,
    used_by     uuid
) WITH (fillfactor = 90);
COMMENT ON TABLE coupon_code IS 'distributed by code_hash: a code that stands for a coupon [merge: stays; erasure: blank]';
COMMENT ON COLUMN coupon_code.code_hash IS 'hash of the code without case, blanks and letters that are taken for digits';
COMMENT ON COLUMN coupon_code.shared IS 'whether many may use it; otherwise it is used once';
COMMENT ON COLUMN coupon_code.customer_id IS 'to whom it was given, never changed: who is one person with them can use it, and a merge''s unmerge gives it back; null for whoever has it';
COMMENT ON COLUMN coupon_code.used_by IS 'the redemption that has used it; null while it is unused, or was rolled back';
CREATE INDEX coupon_code_batch ON coupon_code (batch_id, code_hash) WHERE batch_id IS NOT NULL;
CREATE INDEX coupon_code_customer ON coupon_code (customer_id, made_at DESC, code_hash DESC) WHERE customer_id IS NOT NULL;

CREATE TABLE coupon_redemption (
    account_id     uuid        NOT NULL REFERENCES points_account,
    redemption_id  uuid        NOT NULL,
    order_ref      text        NOT NULL,
    goods_minor    bigint      NOT NULL CHECK (goods_minor >= 0),
    shipping_minor bigint      NOT NULL CHECK (shipping_minor >= 0),
    redeemed_at    timestamptz NOT NULL,
    rolled_back_at timestamptz,
    PRIMARY KEY (account_id, redemption_id)
);
COMMENT ON TABLE coupon_redemption IS 'distributed by account_id: an order that coupons were used on, on the account of the customer that was named [merge: stays; erasure: blank]';
COMMENT ON COLUMN coupon_redemption.order_ref IS 'the order in the caller''s words';
COMMENT ON COLUMN coupon_redemption.rolled_back_at IS 'when its codes were given back; null while it stands';
CREATE INDEX coupon_redemption_id ON coupon_redemption (redemption_id);

CREATE TABLE coupon_use (
    account_id     uuid   NOT NULL,
    redemption_id  uuid   NOT NULL,
    code_hash      uuid   NOT NULL,
    code           text   NOT NULL,
    coupon_id      uuid   NOT NULL REFERENCES coupon,
    discount_minor bigint NOT NULL CHECK (discount_minor >= 0),
    shipping_minor bigint NOT NULL CHECK (shipping_minor >= 0),
    gift           text,
    PRIMARY KEY (account_id, redemption_id, code_hash),
    FOREIGN KEY (account_id, redemption_id) REFERENCES coupon_redemption
);
COMMENT ON TABLE coupon_use IS 'distributed by account_id: a code on an order and what it gave: off the goods, off the shipping, or a product [merge: stays; erasure: keep]';
CREATE INDEX coupon_use_coupon ON coupon_use (account_id, coupon_id);

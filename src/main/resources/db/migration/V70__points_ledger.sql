-- Points: what each member earned, spent and lost, lot by lot. Entries and movements are only ever added; an account
-- and a lot's remaining are a cache of them.

CREATE TABLE points_currency (
    currency_id      uuid PRIMARY KEY,
    programme_id     uuid        NOT NULL REFERENCES programme,
    code             text        NOT NULL,
    spendable        boolean     NOT NULL,
    validity         text,
    expires_with     text        NOT NULL CHECK (expires_with IN ('DAY', 'MONTH', 'YEAR')),
    pending_for      text,
    grace            text        NOT NULL,
    adjustment_limit bigint      NOT NULL CHECK (adjustment_limit >= 0),
    created_at       timestamptz NOT NULL,
    version          integer     NOT NULL,
    UNIQUE (programme_id, code)
);
COMMENT ON TABLE points_currency IS 'reference: something a programme counts for its members: points to spend, growth value that is never spent';
COMMENT ON COLUMN points_currency.validity IS 'ISO 8601 period from the local day of earning to the last usable one; null when it never expires';
COMMENT ON COLUMN points_currency.expires_with IS 'the last usable day is moved to the end of its day (as it is), month or year';
COMMENT ON COLUMN points_currency.pending_for IS 'ISO 8601 period after which earned points become active; null at once';
COMMENT ON COLUMN points_currency.grace IS 'ISO 8601 period: how long points are usable that come back after their lot has expired';
COMMENT ON COLUMN points_currency.adjustment_limit IS 'a correction by staff of more than this needs a second person';

CREATE FUNCTION points_account_of(currency uuid, customer uuid) RETURNS uuid IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN md5(currency::text || customer::text)::uuid;
COMMENT ON FUNCTION points_account_of IS 'the id of a customer''s account: it follows from its owner, so that it is opened once without a unique key that would not hold the distribution column';

CREATE TABLE points_account (
    account_id  uuid PRIMARY KEY,
    currency_id uuid        NOT NULL REFERENCES points_currency,
    customer_id uuid        NOT NULL,
    available   bigint      NOT NULL DEFAULT 0 CHECK (available >= 0),
    pending     bigint      NOT NULL DEFAULT 0 CHECK (pending >= 0),
    reserved    bigint      NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    debt        bigint      NOT NULL DEFAULT 0 CHECK (debt >= 0),
    version     bigint      NOT NULL DEFAULT 0,
    settled_at  timestamptz NOT NULL,
    due_at      timestamptz,
    CHECK (debt = 0 OR available = 0)
) WITH (fillfactor = 70);
COMMENT ON TABLE points_account IS 'distributed by account_id: what one customer has of one currency; a cache of the ledger [merge: stays; erasure: blank]';
COMMENT ON COLUMN points_account.customer_id IS 'for whom it was opened, never changed; whose it is now follows from customer.merged_into, so that a merge pools accounts and its unmerge gives each back';
COMMENT ON COLUMN points_account.pending IS 'points of lots that are not active yet';
COMMENT ON COLUMN points_account.debt IS 'taken back beyond what was there; later credits repay it first';
COMMENT ON COLUMN points_account.settled_at IS 'the instant that the row holds for; no entry is recorded before it';
COMMENT ON COLUMN points_account.due_at IS 'time alone does not change the row before this: a lot becomes active or expires, a reservation lapses; may be too early, never too late';
CREATE INDEX points_account_customer ON points_account (customer_id);
CREATE INDEX points_account_due ON points_account (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE points_entry (
    account_id      uuid        NOT NULL REFERENCES points_account,
    entry_id        uuid        NOT NULL,
    kind            text        NOT NULL CHECK (kind IN ('EARN', 'REDEEM', 'CANCEL_REDEMPTION', 'CLAW_BACK', 'EXPIRE', 'RESERVE',
                                                         'RELEASE', 'TRANSFER_OUT', 'TRANSFER_IN', 'ADJUST')),
    amount          bigint      NOT NULL CHECK (amount <> 0),
    idempotency_key text        NOT NULL,
    request_hash    uuid        NOT NULL,
    reverses        uuid,
    reference       text,
    reason          text,
    actor           text        NOT NULL,
    occurred_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (account_id, entry_id),
    UNIQUE (account_id, idempotency_key)
);
COMMENT ON TABLE points_entry IS 'distributed by account_id: the ledger; one row per account that a command touched, all with the command''s entry_id; only ever added to [merge: stays; erasure: blank]';
COMMENT ON COLUMN points_entry.reverses IS 'the entry that this one takes back, or the reservation that it releases, or the other side of a transfer';
COMMENT ON COLUMN points_entry.reference IS 'what it was for in the caller''s words: an order, a till''s receipt';
COMMENT ON COLUMN points_entry.occurred_at IS 'when it happened; an expiry happens when its lots end, whenever the job comes';
CREATE INDEX points_entry_id ON points_entry (entry_id);
CREATE INDEX points_entry_statement ON points_entry (account_id, recorded_at DESC, entry_id DESC);
CREATE INDEX points_entry_reverses ON points_entry (account_id, reverses) WHERE reverses IS NOT NULL;

CREATE TABLE points_lot (
    account_id uuid        NOT NULL,
    lot_id     uuid        NOT NULL,
    entry_id   uuid        NOT NULL,
    granted    bigint      NOT NULL CHECK (granted > 0),
    remaining  bigint      NOT NULL CHECK (remaining BETWEEN 0 AND granted),
    active_at  timestamptz,
    expires_at timestamptz,
    awaits     text,
    sale       text,
    line       text,
    PRIMARY KEY (account_id, lot_id),
    FOREIGN KEY (account_id, entry_id) REFERENCES points_entry,
    CHECK (active_at IS NOT NULL OR awaits IS NOT NULL)
) WITH (fillfactor = 80);
COMMENT ON TABLE points_lot IS 'distributed by account_id: points that were given together and expire together [merge: stays; erasure: keep]';
COMMENT ON COLUMN points_lot.active_at IS 'from when it can be used; null while it waits for the event in awaits';
COMMENT ON COLUMN points_lot.expires_at IS 'start of the local day after the last usable one; null when it never expires';
COMMENT ON COLUMN points_lot.sale IS 'the sale that earned it, so that a return takes it back first';
CREATE INDEX points_lot_open ON points_lot (account_id, expires_at NULLS LAST, active_at, lot_id) WHERE remaining > 0;
CREATE INDEX points_lot_sale ON points_lot (account_id, sale) WHERE sale IS NOT NULL;

CREATE TABLE points_movement (
    account_id uuid    NOT NULL,
    entry_id   uuid    NOT NULL,
    seq        integer NOT NULL,
    lot_id     uuid,
    delta      bigint  NOT NULL CHECK (delta <> 0),
    cause      text    NOT NULL CHECK (cause IN ('GRANT', 'USE', 'RESTORE', 'EXPIRE', 'CLAW_BACK', 'REPAY', 'OWE')),
    PRIMARY KEY (account_id, entry_id, seq),
    FOREIGN KEY (account_id, entry_id) REFERENCES points_entry,
    FOREIGN KEY (account_id, lot_id) REFERENCES points_lot
);
COMMENT ON TABLE points_movement IS 'distributed by account_id: which lots an entry touched; only ever added to [merge: stays; erasure: keep]';
COMMENT ON COLUMN points_movement.lot_id IS 'null for the debt: what is owed moves down, what is repaid moves up';
CREATE INDEX points_movement_lot ON points_movement (account_id, lot_id);

CREATE TABLE points_sale (
    account_id     uuid   NOT NULL REFERENCES points_account,
    sale           text   NOT NULL,
    line           text   NOT NULL,
    value_minor    bigint CHECK (value_minor > 0),
    granted        bigint NOT NULL DEFAULT 0 CHECK (granted >= 0),
    returned_minor bigint NOT NULL DEFAULT 0 CHECK (returned_minor >= 0),
    clawed         bigint NOT NULL DEFAULT 0 CHECK (clawed >= 0),
    PRIMARY KEY (account_id, sale, line)
);
COMMENT ON TABLE points_sale IS 'distributed by account_id: what a sale earned and how much of it came back, by line; the line with no name is the sale as a whole [merge: stays; erasure: keep]';
COMMENT ON COLUMN points_sale.value_minor IS 'what earned the points; null while only returns have come, or when the lines say it';
COMMENT ON COLUMN points_sale.clawed IS 'points taken back for the whole sale; kept on the line with no name';

CREATE TABLE points_reservation (
    account_id     uuid        NOT NULL,
    reservation_id uuid        NOT NULL,
    points         bigint      NOT NULL CHECK (points > 0),
    state          text        NOT NULL CHECK (state IN ('OPEN', 'CAPTURED', 'RELEASED', 'LAPSED')),
    made_at        timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    closed_at      timestamptz,
    PRIMARY KEY (account_id, reservation_id),
    FOREIGN KEY (account_id, reservation_id) REFERENCES points_entry,
    CHECK ((state = 'OPEN') = (closed_at IS NULL))
);
COMMENT ON TABLE points_reservation IS 'distributed by account_id: points held for a checkout; reservation_id is the entry that took them out of their lots [merge: stays; erasure: keep]';
CREATE INDEX points_reservation_open ON points_reservation (account_id, expires_at) WHERE state = 'OPEN';
CREATE INDEX points_reservation_id ON points_reservation (reservation_id);

CREATE TABLE points_command (
    account_id      uuid        NOT NULL REFERENCES points_account,
    idempotency_key text        NOT NULL,
    request_hash    uuid        NOT NULL,
    answer          jsonb       NOT NULL,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (account_id, idempotency_key)
);
COMMENT ON TABLE points_command IS 'distributed by account_id: the answer first given to a key, on the account that the caller named, which need not be one whose lots were used [merge: stays; erasure: delete]';

CREATE TABLE points_adjustment (
    account_id    uuid        NOT NULL REFERENCES points_account,
    adjustment_id uuid        NOT NULL,
    customer_id   uuid        NOT NULL,
    points        bigint      NOT NULL CHECK (points <> 0),
    reason        text        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('PROPOSED', 'DONE', 'REFUSED')),
    proposed_by   text        NOT NULL,
    proposed_at   timestamptz NOT NULL,
    decided_by    text,
    decided_at    timestamptz,
    entry_id      uuid,
    PRIMARY KEY (account_id, adjustment_id),
    CHECK (decided_by <> proposed_by)
);
COMMENT ON TABLE points_adjustment IS 'distributed by account_id: corrections above the currency''s limit, which a second person decides [merge: stays; erasure: blank]';
CREATE INDEX points_adjustment_id ON points_adjustment (adjustment_id);
CREATE INDEX points_adjustment_open ON points_adjustment (proposed_at, adjustment_id) WHERE state = 'PROPOSED';

CREATE FUNCTION points_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER points_entry_only_added BEFORE UPDATE OR DELETE ON points_entry
    FOR EACH ROW EXECUTE FUNCTION points_are_only_added();
CREATE TRIGGER points_movement_only_added BEFORE UPDATE OR DELETE ON points_movement
    FOR EACH ROW EXECUTE FUNCTION points_are_only_added();

-- What people ask for, erasure, and what an erasure does with every table.

ALTER TABLE customer
    ADD COLUMN erasing_since timestamptz,
    ADD COLUMN erased_at     timestamptz;
COMMENT ON COLUMN customer.erasing_since IS 'since when an erasure of this person waits to be done: nothing merges them meanwhile; null when none does';
COMMENT ON COLUMN customer.erased_at IS 'when this person was erased: the id is a key without meaning since, on which orders, points and figures hang';
COMMENT ON COLUMN profile.key_kind IS 'USER_ID for a key the source gave (customer_ref, userId), ANONYMOUS_ID for a visitor not signed in, ERASED for one whose person was erased: its orders hang on it and nothing else';

CREATE TABLE privacy_request (
    customer_id  uuid        NOT NULL REFERENCES customer,
    request_id   uuid        NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('ERASURE', 'EXPORT', 'CORRECTION', 'RESTRICTION', 'OBJECTION')),
    state        text        NOT NULL CHECK (state IN ('RECEIVED', 'VERIFIED', 'DONE', 'REFUSED', 'CANCELLED')),
    details      jsonb       NOT NULL DEFAULT '{}',
    requested_by text        NOT NULL,
    requested_at timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    verified_how text,
    verified_by  text,
    verified_at  timestamptz,
    settled_by   text,
    settled_at   timestamptz,
    reason       text,
    proof        jsonb,
    PRIMARY KEY (customer_id, request_id)
);
COMMENT ON TABLE privacy_request IS 'distributed by customer_id: what a person asked for, who they were known to be, and what became of it [merge: stays; erasure: blank]';
COMMENT ON COLUMN privacy_request.customer_id IS 'who was asked for, never changed; it is about whoever stands for them';
COMMENT ON COLUMN privacy_request.request_id IS 'a hash of who sent it and their key';
COMMENT ON COLUMN privacy_request.verified_how IS 'how it was made sure that it is this person who asks';
COMMENT ON COLUMN privacy_request.reason IS 'why it was refused';
COMMENT ON COLUMN privacy_request.proof IS 'what was done, without personal data';
CREATE INDEX privacy_request_id ON privacy_request (request_id);
CREATE INDEX privacy_request_due ON privacy_request (due_at, request_id);

CREATE TABLE erasure_tombstone (
    customer_id uuid PRIMARY KEY,
    profiles    uuid[]      NOT NULL,
    erased_at   timestamptz NOT NULL
);
COMMENT ON TABLE erasure_tombstone IS 'distributed by customer_id: who was erased, by ids alone, so that it can be done again after a backup was restored [merge: record; erasure: keep]';
COMMENT ON COLUMN erasure_tombstone.profiles IS 'the profiles that the person had when they were erased, those of everyone who was merged into them';
CREATE INDEX erasure_tombstone_time ON erasure_tombstone (erased_at, customer_id);

-- The ledger is only added to, with one exception: an erasure takes away who and why, and leaves every figure.
CREATE OR REPLACE FUNCTION points_are_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'points_entry' THEN
        IF NEW.actor = 'erased' AND NEW.reason IS NULL AND NEW.reference IS NULL
           AND NEW.idempotency_key = NEW.entry_id::text
           AND to_jsonb(NEW) - ARRAY['actor', 'reason', 'reference', 'idempotency_key']
             = to_jsonb(OLD) - ARRAY['actor', 'reason', 'reference', 'idempotency_key'] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Orders, points and figures stay, on a profile and a customer that are nobody's. Tables without anybody's id declare
-- what an erasure does, too: search takes away the rows in which an identifier of the person stands.
DO $$
DECLARE
    declared record;
BEGIN
    FOR declared IN SELECT * FROM (VALUES
        ('profile',               'moves',   'blank'),
        ('fact_key',              'stays',   'keep'),
        ('customer_order',        'stays',   'keep'),
        ('order_line',            'stays',   'keep'),
        ('membership',            'derived', 'keep'),
        ('tier_change',           'derived', 'keep'),
        ('customer_purchases',    'derived', 'keep'),
        ('customer_purchase_day', 'derived', 'keep'),
        ('customer_rfm',          'derived', 'keep'),
        ('customer_value',        'derived', 'keep'),
        ('customer_origin',       'derived', 'keep'),
        ('points_account',        'stays',   'keep'),
        ('rejected_message',      'stays',   'search'),
        ('import_rejection',      'stays',   'search'),
        ('waiting_return',        'stays',   'search'),
        ('import_job',            'stays',   'keep'),
        ('import_chunk',          'queue',   'keep'),
        ('match_sample',          'stays',   'keep'),
        ('idempotency_key',       'stays',   'keep')
    ) AS d (name, merge, erasure) LOOP
        EXECUTE format('COMMENT ON TABLE %I IS %L', declared.name,
            regexp_replace(obj_description(declared.name::regclass, 'pg_class'), ' \[merge: [^]]*\]$', '')
              || format(' [merge: %s; erasure: %s]', declared.merge, declared.erasure));
    END LOOP;
END $$;

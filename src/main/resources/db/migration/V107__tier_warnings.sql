-- Members who are told that their tier ends, and what it takes to keep it.

CREATE TABLE tier_warning (
    customer_id  uuid        NOT NULL REFERENCES customer,
    programme_id uuid        NOT NULL REFERENCES programme,
    ends_at      timestamptz NOT NULL,
    days         integer     NOT NULL CHECK (days IN (60, 30, 7)),
    warning_id   uuid        NOT NULL,
    tier         text        NOT NULL,
    missing      jsonb       NOT NULL,
    falls_to     text        NOT NULL,
    warned_at    timestamptz NOT NULL,
    PRIMARY KEY (customer_id, programme_id, ends_at, days)
);
COMMENT ON TABLE tier_warning IS 'distributed by customer_id: that a member was warned of the end of a tier; once for each end and number of days [merge: stays; erasure: delete]';
COMMENT ON COLUMN tier_warning.ends_at IS 'when the tier ends, grace included; a tier that was renewed has another end and is warned of again';
COMMENT ON COLUMN tier_warning.missing IS 'what was missing to stay when the warning was made: alternatives, each a list of measure and minimum';
CREATE INDEX tier_warning_recent ON tier_warning (programme_id, warned_at, warning_id);
CREATE INDEX membership_ends ON membership (valid_until) WHERE valid_until IS NOT NULL;

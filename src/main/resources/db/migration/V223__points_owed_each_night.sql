-- What programmes owed their members, night by night.

CREATE TABLE points_liability (
    currency_id       uuid        NOT NULL REFERENCES points_currency,
    day               date        NOT NULL,
    as_of             timestamptz NOT NULL,
    months            jsonb       NOT NULL,
    reserved          bigint      NOT NULL,
    debt              bigint      NOT NULL,
    ended             bigint      NOT NULL,
    granted_and_ended bigint      NOT NULL,
    unused_and_ended  bigint      NOT NULL,
    entries           bigint      NOT NULL,
    PRIMARY KEY (currency_id, day)
);
COMMENT ON TABLE points_liability IS 'distributed by currency_id: what was outstanding of a currency each night, kept as it was told then [merge: record; erasure: keep]';
COMMENT ON COLUMN points_liability.day IS 'the programme''s local day of as_of';
COMMENT ON COLUMN points_liability.months IS 'the first day of each month, null for what never ends, with the points that end in it';

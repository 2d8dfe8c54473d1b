-- What tiers come with, and how often members have used it.

CREATE TABLE tier_benefit (
    benefit_id   uuid PRIMARY KEY,
    programme_id uuid        NOT NULL REFERENCES programme,
    name         text        NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('FREE_DELIVERY', 'GIFT', 'SERVICE')),
    tiers        text[]      NOT NULL,
    per_year     integer[]   NOT NULL CHECK (cardinality(per_year) = cardinality(tiers)),
    created_at   timestamptz NOT NULL,
    UNIQUE (programme_id, name)
);
COMMENT ON TABLE tier_benefit IS 'reference: something that tiers come with, so often in a calendar year of the programme';
COMMENT ON COLUMN tier_benefit.tiers IS 'the names of the tiers that have it';
COMMENT ON COLUMN tier_benefit.per_year IS 'how often in a year, tier by tier; null for as often as members like';

CREATE TABLE tier_benefit_use (
    customer_id    uuid        NOT NULL REFERENCES customer,
    use_id         uuid        NOT NULL,
    benefit_id     uuid        NOT NULL REFERENCES tier_benefit,
    request_hash   uuid        NOT NULL,
    year           integer     NOT NULL,
    tier           text        NOT NULL,
    reference      text,
    actor          text        NOT NULL,
    used_at        timestamptz NOT NULL,
    rolled_back_at timestamptz CHECK (rolled_back_at >= used_at),
    rolled_back_by text,
    PRIMARY KEY (customer_id, use_id),
    CHECK ((rolled_back_at IS NULL) = (rolled_back_by IS NULL))
);
COMMENT ON TABLE tier_benefit_use IS 'distributed by customer_id: that a member used a benefit; counts for whoever is one person with the customer [merge: stays; erasure: delete]';
COMMENT ON COLUMN tier_benefit_use.customer_id IS 'for whom it was used, never changed; who that is now follows from customer.merged_into';
COMMENT ON COLUMN tier_benefit_use.use_id IS 'follows from the customer and the caller''s key, so that a request that comes again uses nothing more';
COMMENT ON COLUMN tier_benefit_use.year IS 'the calendar year of the programme that it counts in';
COMMENT ON COLUMN tier_benefit_use.tier IS 'the member''s tier then';
CREATE INDEX tier_benefit_use_id ON tier_benefit_use (use_id);

-- Fixed points for what members do that is no sale: the bonuses, what each has given, and to whom.

CREATE TABLE event_bonus (
    bonus_id       uuid PRIMARY KEY,
    programme_id   uuid        NOT NULL REFERENCES programme,
    currency_id    uuid        NOT NULL REFERENCES points_currency,
    name           text        NOT NULL,
    occasion       text        NOT NULL CHECK (occasion IN ('REVIEW', 'FOLLOW', 'CHECK_IN', 'PROFILE_COMPLETED', 'EVENT')),
    event_names    text[]      NOT NULL,
    attributes     text[]      NOT NULL,
    points         bigint      NOT NULL CHECK (points > 0),
    per            text        NOT NULL CHECK (per IN ('DAY', 'WEEK', 'MONTH', 'YEAR', 'EVER')),
    times          integer     NOT NULL CHECK (times > 0),
    cap_per_day    bigint CHECK (cap_per_day > 0),
    cap_per_member bigint CHECK (cap_per_member > 0),
    budget         bigint CHECK (budget > 0),
    since          timestamptz NOT NULL,
    until          timestamptz CHECK (until > since),
    created_at     timestamptz NOT NULL,
    version        integer     NOT NULL,
    UNIQUE (programme_id, name)
);
COMMENT ON TABLE event_bonus IS 'reference: fixed points for something that members do; a change holds for what happens from then on';
COMMENT ON COLUMN event_bonus.event_names IS 'only events with one of these names, in lower case; empty for all of the occasion';
COMMENT ON COLUMN event_bonus.attributes IS 'what a profile must say to be complete';
COMMENT ON COLUMN event_bonus.per IS 'given so many times in each local day, week, month or year of the programme, or ever';
COMMENT ON COLUMN event_bonus.budget IS 'points that it gives to all members together; null for no limit';

CREATE TABLE event_bonus_budget (
    bonus_id uuid PRIMARY KEY REFERENCES event_bonus,
    given    bigint NOT NULL CHECK (given >= 0)
);
COMMENT ON TABLE event_bonus_budget IS 'distributed by bonus_id: what a bonus with a budget has given so far; apart from its definition, since every gift changes it';

CREATE TABLE points_bonus (
    account_id  uuid        NOT NULL REFERENCES points_account,
    bonus_id    uuid        NOT NULL REFERENCES event_bonus,
    fact_id     uuid        NOT NULL,
    occurred_at timestamptz NOT NULL,
    day         date        NOT NULL,
    window_day  date        NOT NULL,
    points      bigint      NOT NULL CHECK (points >= 0),
    applied     jsonb       NOT NULL,
    PRIMARY KEY (account_id, bonus_id, fact_id)
);
COMMENT ON TABLE points_bonus IS 'distributed by account_id: what a bonus gave for a fact, and what cut it; also where it gave nothing, so that a fact is reckoned once [merge: stays; erasure: keep]';
COMMENT ON COLUMN points_bonus.fact_id IS 'the event; for a completed profile the bonus itself, which it gives once';
COMMENT ON COLUMN points_bonus.day IS 'the programme''s local day of the fact';
COMMENT ON COLUMN points_bonus.window_day IS 'the first local day of the window that the fact falls into';
CREATE INDEX points_bonus_list ON points_bonus (account_id, occurred_at DESC, fact_id DESC);

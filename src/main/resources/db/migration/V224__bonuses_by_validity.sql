-- A change of a bonus holds from an instant on: what happened before is reckoned by what was said for then, however late
-- it comes. And facts are reckoned in the order in which they happened.

CREATE TABLE event_bonus_version (
    bonus_id       uuid        NOT NULL REFERENCES event_bonus,
    number         integer     NOT NULL,
    occasion       text        NOT NULL,
    event_names    text[]      NOT NULL,
    attributes     text[]      NOT NULL,
    points         bigint      NOT NULL CHECK (points > 0),
    per            text        NOT NULL,
    times          integer     NOT NULL CHECK (times > 0),
    cap_per_day    bigint CHECK (cap_per_day > 0),
    cap_per_member bigint CHECK (cap_per_member > 0),
    budget         bigint CHECK (budget > 0),
    since          timestamptz NOT NULL,
    until          timestamptz CHECK (until > since),
    set_at         timestamptz NOT NULL,
    PRIMARY KEY (bonus_id, number)
);
COMMENT ON TABLE event_bonus_version IS 'reference: what was ever set of a bonus; a fact is under the highest number that holds for its time';
COMMENT ON TABLE event_bonus IS 'reference: fixed points for something that members do, as it was set last; event_bonus_version has what held before';

INSERT INTO event_bonus_version (bonus_id, number, occasion, event_names, attributes, points, per, times, cap_per_day,
                                 cap_per_member, budget, since, until, set_at)
SELECT bonus_id, 1, occasion, event_names, attributes, points, per, times, cap_per_day, cap_per_member, budget, since,
       until, created_at
FROM event_bonus;

CREATE VIEW event_bonus_in_force AS
SELECT b.bonus_id, b.programme_id, b.currency_id, b.name, v.number, v.occasion, v.event_names, v.attributes, v.points,
       v.per, v.times, v.cap_per_day, v.cap_per_member, v.budget, v.since,
       least(v.until, (SELECT min(n.since) FROM event_bonus_version n
                       WHERE n.bonus_id = v.bonus_id AND n.number > v.number)) AS until
FROM event_bonus b JOIN event_bonus_version v USING (bonus_id);
COMMENT ON VIEW event_bonus_in_force IS 'versions of bonuses with the time they hold for: a later one takes over from its since on; empty where until is not after since';

ALTER TABLE points_bonus ADD COLUMN number integer NOT NULL DEFAULT 1;
ALTER TABLE points_bonus ADD COLUMN after_fact uuid;
COMMENT ON COLUMN points_bonus.number IS 'the version of the bonus that was in force when it happened';
COMMENT ON COLUMN points_bonus.after_fact IS 'the member''s fact of the same bonus before it when it was last reckoned; another one now, by a late fact, a merge or its unmerge, means that it and those after it are reckoned anew';

-- what a bonus gave is taken back from its own lot first, as with a sale
UPDATE points_lot l SET sale = e.idempotency_key, line = ''
FROM points_entry e WHERE e.account_id = l.account_id AND e.entry_id = l.entry_id AND e.idempotency_key LIKE 'bonus/evb_%';

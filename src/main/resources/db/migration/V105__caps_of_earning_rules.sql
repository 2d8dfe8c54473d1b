-- What one rule of what sales earn gives a member in all, and everybody together, can be limited.

CREATE TABLE earning_budget (
    budget_id uuid PRIMARY KEY,
    given     bigint NOT NULL
);
COMMENT ON TABLE earning_budget IS 'distributed by budget_id: what the rules of one name have given of a currency, where they have a budget; budget_id is a hash of both';

ALTER TABLE points_earned ADD COLUMN rules_left jsonb;
COMMENT ON COLUMN points_earned.rules_left IS 'by rule, what it could still give the member and everybody when the order was first reckoned: kept, as are tier, first and day_before; null when no rule was limited';
ALTER TABLE points_earned ADD COLUMN gave jsonb;
COMMENT ON COLUMN points_earned.gave IS 'by rule, the points it gave, less what its own limits took and what returns took back: what counts towards its limits';
UPDATE points_earned e SET gave = (
    SELECT coalesce(jsonb_object_agg(x ->> 'rule', x -> 'points'), '{}') FROM jsonb_array_elements(e.applied) x
    WHERE x ->> 'rule' NOT IN ('BASE', 'CAP_PER_ORDER', 'CAP_PER_DAY'));

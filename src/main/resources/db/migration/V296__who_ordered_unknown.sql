-- Which profiles ordered while nobody knew whose they are, so that such orders are found without a look at all of them.

CREATE TABLE anonymous_buyer (
    profile_id uuid PRIMARY KEY REFERENCES profile
);
COMMENT ON TABLE anonymous_buyer IS 'distributed by profile_id: profiles that had no customer when they ordered; most have one by now [merge: stays; erasure: delete]';

INSERT INTO anonymous_buyer (profile_id)
SELECT DISTINCT o.profile_id FROM customer_order o JOIN profile p ON p.profile_id = o.profile_id
WHERE p.customer_id IS NULL;

-- What ties profiles is kept whether or not it tied when it came, so that customers can be made of it in any order.

CREATE TABLE profile_link (
    profile_id uuid        NOT NULL,
    other_id   uuid        NOT NULL,
    seen_at    timestamptz NOT NULL,
    PRIMARY KEY (profile_id, other_id)
);
COMMENT ON TABLE profile_link IS 'distributed by profile_id: two profiles of one source of which the source said that they are one person [merge: stays; erasure: delete]';
COMMENT ON COLUMN profile_link.seen_at IS 'when it said so first';
CREATE INDEX profile_link_other ON profile_link (other_id);

ALTER TABLE customer_merge ADD COLUMN links_kept boolean;
COMMENT ON COLUMN customer_merge.links_kept IS 'whether a source''s word that it rests on is kept in profile_link; null of before such were';

ALTER TABLE profile_identifier ADD COLUMN held_state text;
COMMENT ON COLUMN profile_identifier.held_state IS 'of one that is BLOCKED only since its customer has enough of its kind: what it was before, and is again where there is room';
UPDATE profile_identifier i SET held_state = CASE WHEN p.paid THEN 'UNVERIFIED' ELSE 'VERIFIED' END
FROM profile p
WHERE p.profile_id = i.profile_id AND i.state = 'BLOCKED' AND i.reason = 'the customer has as many values of this kind as one may have';

CREATE TABLE linking_ties (
    profile_id uuid PRIMARY KEY,
    ties       text NOT NULL
);
COMMENT ON TABLE linking_ties IS 'distributed by profile_id: a digest of what ties a profile and tells its person from others, when its customers were last looked at for it [merge: stays; erasure: delete]';

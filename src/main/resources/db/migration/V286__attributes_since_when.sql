-- Since when a profile has said anything for an attribute: a completed profile is dated by it.

ALTER TABLE profile_attribute ADD COLUMN first_at timestamptz;
UPDATE profile_attribute SET first_at = observed_at;
COMMENT ON COLUMN profile_attribute.first_at IS 'the earliest time of any value that it gave; null stands for observed_at';

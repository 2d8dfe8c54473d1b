-- The ids by which sources know people are sealed: social sources give open ids there, and tills may give phone numbers.
-- V352 seals what is there, and each start what a replica of the version before has written since; the index leads to it
-- and is empty afterwards.
CREATE INDEX profile_plain_key ON profile (profile_id) WHERE key NOT LIKE 'sealed~%' AND key_kind <> 'ERASED';
COMMENT ON COLUMN profile.key IS 'the id by which the source knows the person, under the profile''s data key: sealed~ and base64; empty once the person was erased';

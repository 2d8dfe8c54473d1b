-- What V276 has sealed. Fails where it has left anything, since a column with a value in it is not taken away unseen.
DO $$
BEGIN
    IF EXISTS (SELECT FROM profile_identifier WHERE sealed IS NULL) OR EXISTS (SELECT FROM identifier_claim WHERE value IS NOT NULL) THEN
        RAISE EXCEPTION 'identifiers are not sealed yet';
    END IF;
END $$;

ALTER TABLE profile_identifier
    DROP COLUMN value,
    ALTER COLUMN sealed SET NOT NULL,
    ADD PRIMARY KEY (profile_id, value_hash);
ALTER TABLE identifier_claim DROP COLUMN value;
COMMENT ON COLUMN identifier_claim.value_hash IS 'as in profile_identifier, where the value itself stands';

DROP INDEX profile_key_plain, device_sign_in_plain, device_visit_plain;
ALTER TABLE profile_key DROP COLUMN plain;
ALTER TABLE device_sign_in DROP COLUMN plain;
ALTER TABLE device_visit DROP COLUMN plain;
COMMENT ON TABLE profile_key IS 'distributed by key_hash: makes (source, key kind, key) one profile; a keyed hash, as in profile_identifier [merge: stays; erasure: delete]';

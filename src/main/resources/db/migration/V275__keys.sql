-- Identifiers are sealed and found by keyed hashes. V276 seals what is there, in batches; V277 takes the plain columns away.
CREATE TABLE key_ring (
    purpose text PRIMARY KEY,
    wrapped bytea       NOT NULL,
    made_at timestamptz NOT NULL
);
COMMENT ON TABLE key_ring IS 'reference: the root of the keys of this database, wrapped by a master key, which is kept elsewhere';
COMMENT ON COLUMN key_ring.wrapped IS 'format 1: 1, length of the master key''s id, the id, nonce, AES-256-GCM of the key';

CREATE TABLE data_key (
    profile_id uuid PRIMARY KEY,
    wrapped    bytea NOT NULL
);
COMMENT ON TABLE data_key IS 'distributed by profile_id: the key under which a profile''s identifiers are sealed, wrapped by a master key [merge: stays; erasure: delete]';
COMMENT ON COLUMN data_key.wrapped IS 'as in key_ring; the profile''s id is authenticated with it';

ALTER TABLE profile_identifier ADD COLUMN sealed bytea, DROP CONSTRAINT profile_identifier_pkey;
ALTER TABLE profile_identifier ALTER COLUMN value DROP NOT NULL;
COMMENT ON COLUMN profile_identifier.sealed IS 'the value, normalised, or as sent when state is INVALID, under the profile''s data key: 1, nonce, AES-256-GCM';
COMMENT ON COLUMN profile_identifier.value_hash IS 'what the value is found by: the first 128 bits of HMAC-SHA-256 of the hash of kind, scope and value';
CREATE INDEX profile_identifier_plain ON profile_identifier (profile_id) WHERE value IS NOT NULL;

ALTER TABLE identifier_claim ALTER COLUMN value DROP NOT NULL;
CREATE INDEX identifier_claim_plain ON identifier_claim (value_hash) WHERE value IS NOT NULL;

ALTER TABLE profile_key ADD COLUMN plain boolean DEFAULT true;
ALTER TABLE device_sign_in ADD COLUMN plain boolean DEFAULT true;
ALTER TABLE device_visit ADD COLUMN plain boolean DEFAULT true;
CREATE INDEX profile_key_plain ON profile_key (key_hash) WHERE plain;
CREATE INDEX device_sign_in_plain ON device_sign_in (key_hash) WHERE plain;
CREATE INDEX device_visit_plain ON device_visit (key_hash) WHERE plain;

-- Both are made anew from what profiles say, by the job match-customers and whenever a customer changes.
TRUNCATE linking_key, linking_traits;
COMMENT ON COLUMN linking_traits.traits IS 'the values in the order of the enumeration Trait, a tab between; several values of one trait have a space between; phones, e-mails, card and state numbers are sealed: ~ and base64';
COMMENT ON COLUMN linking_key.key IS 'keyed hash of a blocking rule and what it takes of the traits; the lowest five bits are the rule''s code';

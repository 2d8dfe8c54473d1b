-- The keys by which tills tell real allowances of points.

CREATE TABLE till_key (
    key_id         uuid PRIMARY KEY,
    jwk            text        NOT NULL,
    signs_until    timestamptz NOT NULL,
    verifies_until timestamptz NOT NULL CHECK (verifies_until > signs_until)
);
COMMENT ON TABLE till_key IS 'reference: public keys of allowances of tills; the private ones never leave the memory of the process that made them';
COMMENT ON COLUMN till_key.jwk IS 'the Ed25519 key as a JSON Web Key, RFC 8037';
COMMENT ON COLUMN till_key.verifies_until IS 'until when what it signed is accepted; rows that have ended are taken away with the next new key';

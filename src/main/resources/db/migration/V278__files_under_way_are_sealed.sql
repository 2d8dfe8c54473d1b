ALTER TABLE import_chunk ADD COLUMN sealed boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN import_chunk.bytes IS 'a part of the file: as it came, or nonce and AES-256-GCM of it under a key of the installation where sealed';
COMMENT ON COLUMN import_rejection.raw IS 'the row as it came, under a key of the installation: sealed~ and base64';
COMMENT ON COLUMN rejected_message.body IS 'the message as it came, likewise';

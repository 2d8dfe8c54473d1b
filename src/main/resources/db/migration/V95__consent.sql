-- What people agreed to, as an append-only ledger, and the settings of the privacy room.

CREATE TABLE privacy_setting (
    one          boolean PRIMARY KEY DEFAULT true CHECK (one),
    guardian_age integer NOT NULL CHECK (guardian_age BETWEEN 0 AND 21),
    request_days integer NOT NULL CHECK (request_days BETWEEN 1 AND 90)
);
COMMENT ON TABLE privacy_setting IS 'reference: at most one row; without it 14 years and 30 days hold';
COMMENT ON COLUMN privacy_setting.guardian_age IS 'who is younger needs the consent of a guardian: 14 by PIPL article 31, 13 to 16 by GDPR article 8';
COMMENT ON COLUMN privacy_setting.request_days IS 'days within which a request of a person is to be settled';

CREATE TABLE consent (
    profile_id    uuid        NOT NULL REFERENCES profile,
    consent_id    uuid        NOT NULL,
    customer_id   uuid,
    purpose       text        NOT NULL,
    channel       text        NOT NULL CHECK (channel IN ('ANY', 'EMAIL', 'SMS', 'PHONE', 'POST', 'PUSH', 'WECHAT')),
    decision      text        NOT NULL CHECK (decision IN ('GRANTED', 'DENIED', 'WITHDRAWN')),
    text_version  text,
    guardian      text,
    given_through text        NOT NULL,
    occurred_at   timestamptz,
    recorded_at   timestamptz NOT NULL,
    recorded_by   text        NOT NULL,
    PRIMARY KEY (profile_id, consent_id)
);
COMMENT ON TABLE consent IS 'distributed by profile_id: what a person decided on a purpose and a channel; a decision about a customer has a row for each profile that the customer had then; only ever added to [merge: stays; erasure: delete]';
COMMENT ON COLUMN consent.consent_id IS 'the decision: a hash of who sent it and their key, or of the event that said it';
COMMENT ON COLUMN consent.customer_id IS 'for whom it was decided, never changed: a grant counts for them and for who stands for them, not for another person whom an unmerge sets apart; null when a source said it of one profile';
COMMENT ON COLUMN consent.text_version IS 'the version of the text that the person was shown; null when unknown';
COMMENT ON COLUMN consent.guardian IS 'who agreed for a minor; null when nobody did';
COMMENT ON COLUMN consent.given_through IS 'where: a form, a conversation, the name of the source';
COMMENT ON COLUMN consent.occurred_at IS 'when the person decided; null when nobody knows';
CREATE INDEX consent_decision ON consent (consent_id);

CREATE FUNCTION consent_is_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consent is only ever added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consent_only_added BEFORE UPDATE ON consent FOR EACH ROW EXECUTE FUNCTION consent_is_only_added();

-- Refused rows and messages are kept for those who mend what sends them, and then go.

ALTER TABLE privacy_setting
    ADD COLUMN refused_days integer NOT NULL DEFAULT 90 CHECK (refused_days BETWEEN 1 AND 3650);
COMMENT ON COLUMN privacy_setting.refused_days IS 'days for which refused rows and messages are kept';
COMMENT ON TABLE privacy_setting IS 'reference: at most one row; without it 14 years, 30 days and 90 days hold';
CREATE INDEX rejected_message_received ON rejected_message (received_at);

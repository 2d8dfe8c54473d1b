-- Orders, decisions on consent and audit records get a period each; 0, which holds until it is set, keeps them.

ALTER TABLE privacy_setting
    ADD COLUMN order_months   integer NOT NULL DEFAULT 0,
    ADD COLUMN consent_months integer NOT NULL DEFAULT 0,
    ADD COLUMN audit_months   integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN privacy_setting.order_months IS 'whole months for which is kept what was bought; 0 for ever';
COMMENT ON COLUMN privacy_setting.consent_months IS 'whole months for which a decision is kept after another took its place; 0 for as long as the person is known';
COMMENT ON COLUMN privacy_setting.audit_months IS 'whole months for which audit records are kept; 0 for ever';

-- An order whose period is over keeps what figures, tiers and points are reckoned from: when, where, how much.
ALTER TABLE customer_order
    ADD COLUMN pared_at      timestamptz,
    ADD COLUMN main_category text;
COMMENT ON COLUMN customer_order.pared_at IS 'when its lines and its number were taken away, its period being over; null while they are kept';
COMMENT ON COLUMN customer_order.main_category IS 'once its lines are gone: the category on which most was spent, by which first purchases are told apart';

CREATE TABLE audit_forgotten (
    day          date PRIMARY KEY REFERENCES audit_seal,
    digest       bytea       NOT NULL,
    months       integer     NOT NULL CHECK (months >= 36),
    forgotten_at timestamptz NOT NULL,
    CHECK (day + 1 + make_interval(months => months) <= forgotten_at AT TIME ZONE 'UTC')
);
COMMENT ON TABLE audit_forgotten IS 'distributed by day: a sealed day whose records have gone, with what the chain of seals needs of them [merge: record; erasure: keep]';
COMMENT ON COLUMN audit_forgotten.digest IS 'what audit_digest gave of the day before its records went';
COMMENT ON COLUMN audit_forgotten.months IS 'the period that held then';

CREATE FUNCTION audit_day_was_intact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM audit_seal s CROSS JOIN LATERAL audit_digest(s.day) d
        WHERE s.day = NEW.day AND s.records = d.records AND NEW.digest = d.digest AND s.hash = sha256(coalesce(
          (SELECT p.hash FROM audit_seal p WHERE p.day < s.day ORDER BY p.day DESC LIMIT 1), '') || d.digest)) THEN
        RAISE EXCEPTION 'the records of % are not those that were sealed', NEW.day USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION audit_day_was_intact IS 'a day that was changed after it was sealed is not forgotten';
CREATE TRIGGER audit_day_intact BEFORE INSERT ON audit_forgotten FOR EACH ROW EXECUTE FUNCTION audit_day_was_intact();
CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_forgotten
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added();

CREATE FUNCTION audit_goes_with_its_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT (at AT TIME ZONE 'UTC')::date AS day FROM gone) g
        WHERE NOT EXISTS (SELECT FROM audit_forgotten f WHERE f.day = g.day)) THEN
        RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION audit_goes_with_its_day IS 'records go only after their day is noted as forgotten, which needs its seal and its age';
DROP TRIGGER audit_only_added ON audit_record;
CREATE TRIGGER audit_only_added BEFORE UPDATE OR TRUNCATE ON audit_record
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added();
CREATE TRIGGER audit_goes_with_its_day AFTER DELETE ON audit_record
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_goes_with_its_day();

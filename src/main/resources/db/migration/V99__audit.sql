-- Who read or changed what of whom: records that are only ever added to, and a seal for each day that ended.

CREATE TABLE audit_record (
    audit_id  uuid PRIMARY KEY,
    at        timestamptz NOT NULL,
    actor     text        NOT NULL,
    roles     text[]      NOT NULL,
    address   text,
    action    text        NOT NULL CHECK (action IN ('READ', 'CHANGE', 'EXPORT', 'ERASE', 'REVEAL')),
    operation text        NOT NULL,
    outcome   text        NOT NULL,
    objects   text[]      NOT NULL,
    reason    text
);
COMMENT ON TABLE audit_record IS 'distributed by audit_id: who read or changed what of whom, by ids alone; only ever added to [merge: record; erasure: keep]';
COMMENT ON COLUMN audit_record.audit_id IS 'ordered by time';
COMMENT ON COLUMN audit_record.actor IS 'the subject of the token of staff, member for a person themselves, the name of a job';
COMMENT ON COLUMN audit_record.address IS 'from which address staff asked; null for members and jobs';
COMMENT ON COLUMN audit_record.operation IS 'the field of Query, Mutation or Subscription, or the name of a job';
COMMENT ON COLUMN audit_record.outcome IS 'DONE, or the code of the error';
COMMENT ON COLUMN audit_record.objects IS 'TypeIDs that the request named, and of the people whom the answer showed';
COMMENT ON COLUMN audit_record.reason IS 'why, where the operation asks for it: a word of a list and the number of a case';
CREATE INDEX audit_record_at ON audit_record (at);
CREATE INDEX audit_record_objects ON audit_record USING gin (objects);

CREATE TABLE audit_seal (
    day       date PRIMARY KEY,
    records   bigint      NOT NULL,
    hash      bytea       NOT NULL,
    sealed_at timestamptz NOT NULL
);
COMMENT ON TABLE audit_seal IS 'distributed by day: a day''s records as one hash, chained to the day before [merge: record; erasure: keep]';
COMMENT ON COLUMN audit_seal.day IS 'in UTC; a day without records has no seal';
COMMENT ON COLUMN audit_seal.hash IS 'SHA-256 of the hash before it and the digest of the day';

CREATE FUNCTION audit_is_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_record
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added();
CREATE TRIGGER audit_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added();

CREATE FUNCTION audit_digest(of_day date, OUT records bigint, OUT digest bytea) LANGUAGE sql STABLE AS $$
    SELECT count(*), sha256(coalesce(string_agg(sha256(convert_to(jsonb_build_array(audit_id, extract(epoch FROM at), actor,
        roles, address, action, operation, outcome, objects, reason)::text, 'UTF8')), '' ORDER BY audit_id), ''))
    FROM audit_record
    WHERE at >= of_day::timestamp AT TIME ZONE 'UTC' AND at < (of_day + 1)::timestamp AT TIME ZONE 'UTC'
$$;
COMMENT ON FUNCTION audit_digest IS 'how many records a day in UTC has, and the SHA-256 of their SHA-256s in the order of their ids';

-- Who of the staff looks after a person and which group chats they are in, and hand-overs between staff.

CREATE TABLE profile_relation (
    profile_id      uuid NOT NULL REFERENCES profile,
    kind            text NOT NULL CHECK (kind IN ('STAFF', 'GROUP')),
    corp_id         text NOT NULL,
    party_id        text NOT NULL,
    first_joined_at timestamptz,
    joined_at       timestamptz,
    left_at         timestamptz,
    PRIMARY KEY (profile_id, kind, corp_id, party_id),
    CHECK (joined_at IS NOT NULL OR left_at IS NOT NULL)
);
COMMENT ON TABLE profile_relation IS 'distributed by profile_id: a member of staff or a group chat that a profile is or was with; each column only ever widens, so facts may come late, twice and in any order [merge: stays; erasure: delete]';
COMMENT ON COLUMN profile_relation.corp_id IS 'the corp within which party_id is unique; case matters';
COMMENT ON COLUMN profile_relation.party_id IS 'the staff member''s user id or the group''s chat id; case matters';
COMMENT ON COLUMN profile_relation.joined_at IS 'the latest time of joining; null when only the leaving is known';
COMMENT ON COLUMN profile_relation.left_at IS 'the latest time of leaving; the relation holds while it is null or before joined_at';

CREATE TABLE staff_handover (
    profile_id    uuid        NOT NULL REFERENCES profile,
    handover_id   uuid        NOT NULL,
    corp_id       text        NOT NULL,
    from_staff_id text        NOT NULL,
    to_staff_id   text        NOT NULL,
    from_resigned boolean     NOT NULL,
    state         text        NOT NULL CHECK (state IN ('REQUESTED', 'COMPLETED', 'REFUSED', 'FAILED')),
    reason        text,
    requested_by  text        NOT NULL,
    requested_at  timestamptz NOT NULL,
    settled_at    timestamptz,
    PRIMARY KEY (profile_id, handover_id)
);
COMMENT ON TABLE staff_handover IS 'distributed by profile_id: a person handed over from one member of staff to another, or to be [merge: stays; erasure: delete]';
COMMENT ON COLUMN staff_handover.handover_id IS 'the hash of the idempotency key and who sent it';
COMMENT ON COLUMN staff_handover.from_resigned IS 'whether the member of staff had left the corp: the limit on hand-overs is for those in service';
CREATE INDEX staff_handover_id ON staff_handover (handover_id);

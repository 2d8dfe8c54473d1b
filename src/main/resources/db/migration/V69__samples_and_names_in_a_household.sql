-- A phone number that a household shares ties nobody whose given names differ, and two such people make it shared.

INSERT INTO identifier_policy (version, rules, published_at)
SELECT version + 1,
       jsonb_set(rules || '{"customersPerValue": 1}', '{kinds,PHONE,ofHousehold}', 'true'), now()
FROM identifier_policy ORDER BY version DESC LIMIT 1;
COMMENT ON COLUMN identifier_policy.rules IS 'kinds: when each ties, how many values per customer and scope, whether two values of one scope are two people, and whether a household may have one in common (ofHousehold: alone it ties nobody whose given names differ); blocked: values, or patterns with one * at an end, that never tie; customersPerValue: a value that more unlike people carry is shared; onePerPerson: attributes of which one person has one value';

CREATE TABLE match_sample (
    sample_id   uuid PRIMARY KEY,
    seed        integer     NOT NULL,
    populations jsonb       NOT NULL,
    drawn_at    timestamptz NOT NULL,
    drawn_by    text        NOT NULL
);
COMMENT ON TABLE match_sample IS 'distributed by sample_id: pairs of profiles drawn to be labelled, so that matching can be measured';
COMMENT ON COLUMN match_sample.populations IS 'how many pairs of each stratum the pool had that was drawn from';

CREATE TABLE match_sample_pair (
    sample_id   uuid             NOT NULL REFERENCES match_sample,
    number      integer          NOT NULL,
    profile_id  uuid             NOT NULL,
    other_id    uuid             NOT NULL,
    stratum     text             NOT NULL,
    score       double precision NOT NULL,
    why         text             NOT NULL,
    label       text CHECK (label IN ('SAME', 'DIFFERENT', 'UNSURE')),
    reason      text,
    labelled_by text,
    labelled_at timestamptz,
    PRIMARY KEY (sample_id, number)
);
COMMENT ON TABLE match_sample_pair IS 'distributed by sample_id: a pair of profiles and what somebody who looked says of it [merge: stays; erasure: delete]';
COMMENT ON COLUMN match_sample_pair.stratum IS 'MERGED when both were in one customer, else the score from which its band goes';
COMMENT ON COLUMN match_sample_pair.why IS 'the score field by field, without the values';

CREATE INDEX customer_merge_made ON customer_merge (merged_at);
CREATE INDEX customer_merge_undone ON customer_merge (unmerged_at) WHERE unmerged_at IS NOT NULL;
CREATE INDEX match_review_opened ON match_review (opened_at);

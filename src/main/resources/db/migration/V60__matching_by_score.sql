CREATE TABLE linking_traits (
    profile_id uuid PRIMARY KEY,
    traits     text     NOT NULL,
    keys       bigint[] NOT NULL
);
COMMENT ON TABLE linking_traits IS 'distributed by profile_id: what a profile says of its person, normalised for comparing; kept up by the change queue [merge: stays; erasure: delete]';
COMMENT ON COLUMN linking_traits.traits IS 'the values in the order of the enumeration Trait, a tab between; several values of one trait have a space between';
COMMENT ON COLUMN linking_traits.keys IS 'its rows in linking_key, so that those that are no longer true can be taken away';

CREATE TABLE linking_key (
    key        bigint NOT NULL,
    profile_id uuid   NOT NULL,
    PRIMARY KEY (key, profile_id)
);
COMMENT ON TABLE linking_key IS 'distributed by key: profiles that share a key are worth comparing, unless too many do [merge: stays; erasure: delete]';
COMMENT ON COLUMN linking_key.key IS 'hash of a blocking rule and what it takes of the traits; the lowest five bits are the rule''s code';

CREATE TABLE linking_pending (
    profile_id uuid PRIMARY KEY,
    noted_at   timestamptz NOT NULL
);
COMMENT ON TABLE linking_pending IS 'distributed by profile_id: profiles that are new or changed and wait to be compared with all [merge: queue; erasure: delete]';
CREATE INDEX linking_pending_noted ON linking_pending (noted_at, profile_id);

CREATE TABLE linking_link (
    profile_id uuid             NOT NULL,
    other_id   uuid             NOT NULL,
    weight     double precision NOT NULL,
    PRIMARY KEY (profile_id, other_id)
);
COMMENT ON TABLE linking_link IS 'distributed by profile_id: profiles of two customers that a run found alike and has not yet merged or shown to staff; the lower id comes first [merge: queue; erasure: delete]';
COMMENT ON COLUMN linking_link.weight IS 'in bits, by the model of the run';
CREATE INDEX linking_link_best ON linking_link (weight DESC, profile_id, other_id);

CREATE TABLE match_model (
    version    integer PRIMARY KEY,
    definition jsonb       NOT NULL,
    terms      jsonb       NOT NULL,
    trained_at timestamptz NOT NULL,
    trained_by text        NOT NULL
);
COMMENT ON TABLE match_model IS 'reference: what profiles are scored with, one row per training; the highest version is in force';
COMMENT ON COLUMN match_model.definition IS 'prior, m and u of each level of each field, thresholds in bits, and what it was trained on';
COMMENT ON COLUMN match_model.terms IS 'by field: the share of profiles that have each usual value, and that of any rarer one';

ALTER TABLE customer_merge
    ADD COLUMN probability   double precision CHECK (probability BETWEEN 0 AND 1),
    ADD COLUMN model_version integer,
    ADD COLUMN explanation   jsonb;
COMMENT ON COLUMN customer_merge.probability IS 'of rule SCORE: that both are one person, by the model';
COMMENT ON COLUMN customer_merge.explanation IS 'of rule SCORE: [{"field", "level", "weight"}], what each comparison added, in bits; without the values';

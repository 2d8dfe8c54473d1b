-- A model is tried by a job, since it goes through all profiles; what it found is kept to be read.

CREATE TABLE match_trial (
    trial_id     uuid PRIMARY KEY,
    run_id       uuid             NOT NULL,
    precision    double precision NOT NULL,
    seed         integer          NOT NULL,
    requested_at timestamptz      NOT NULL,
    requested_by text             NOT NULL,
    version      integer,
    definition   jsonb,
    terms        jsonb,
    effect       jsonb,
    finished_at  timestamptz,
    error        text
);
COMMENT ON TABLE match_trial IS 'distributed by trial_id: models that were tried and not published, with what each would change [merge: stays; erasure: keep]';
COMMENT ON COLUMN match_trial.run_id IS 'the run of try-match-model that was queued with it';
COMMENT ON COLUMN match_trial.version IS 'of the model, as definition and terms are; null until it is trained';
COMMENT ON COLUMN match_trial.effect IS 'counts, and samples by the ids of their customers, with what each field added to the score';
CREATE INDEX match_trial_waiting ON match_trial (requested_at, trial_id) WHERE finished_at IS NULL;

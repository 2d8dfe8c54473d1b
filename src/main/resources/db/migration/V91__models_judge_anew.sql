-- A newer model judges what an older one merged, and what staff are still asked about.
ALTER TABLE customer_merge ADD COLUMN judged_by integer;
COMMENT ON COLUMN customer_merge.judged_by IS 'the latest model that judged a merge by score anew; null while only model_version did';
CREATE INDEX customer_merge_scored ON customer_merge (merge_id) WHERE rule = 'SCORE' AND unmerged_at IS NULL;

ALTER TABLE match_review DROP CONSTRAINT match_review_state_check;
ALTER TABLE match_review ADD CONSTRAINT match_review_state_check
    CHECK (state IN ('OPEN', 'SAME', 'DIFFERENT', 'UNDECIDED', 'OBSOLETE'));
COMMENT ON COLUMN match_review.merge_id IS 'the merge that a review with the guard MODEL_DOUBTS asks about, or that answered a review';

-- the guard MODEL_DOUBTS asks whether to undo: what is to be gained is the answer DIFFERENT
DROP INDEX match_review_open;
ALTER TABLE match_review DROP COLUMN priority;
ALTER TABLE match_review ADD COLUMN priority double precision GENERATED ALWAYS AS (
    (CASE WHEN guard = 'MODEL_DOUBTS' THEN 1 - likelihood ELSE likelihood END) * (1 + stake)) STORED;
COMMENT ON COLUMN match_review.priority IS 'expected gain of deciding it: likelihood, of a doubt 1 - likelihood, x (1 + stake); the queue is worked from the top';
CREATE INDEX match_review_open ON match_review (priority DESC, review_id) WHERE state = 'OPEN';
CREATE INDEX match_review_scored ON match_review (review_id) WHERE state = 'OPEN' AND score IS NOT NULL;
CREATE INDEX match_review_merge ON match_review (merge_id) WHERE merge_id IS NOT NULL;

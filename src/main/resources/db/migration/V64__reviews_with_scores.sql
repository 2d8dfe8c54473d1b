-- What a steward needs to know of a review beside its evidence: how sure a model is and why, and what is at stake.
ALTER TABLE match_review
    ADD COLUMN score         double precision CHECK (score BETWEEN 0 AND 1),
    ADD COLUMN model_version integer,
    ADD COLUMN explanation   jsonb,
    ADD COLUMN likelihood    double precision NOT NULL DEFAULT 0.5 CHECK (likelihood BETWEEN 0 AND 1),
    ADD COLUMN stake         bigint           NOT NULL DEFAULT 0 CHECK (stake >= 0),
    ADD COLUMN priority      double precision GENERATED ALWAYS AS (likelihood * (1 + stake)) STORED,
    ADD COLUMN merge_id      uuid;
COMMENT ON COLUMN match_review.guard IS 'why no rule has merged the two: a guard, or SCORE when a model was not sure enough';
COMMENT ON COLUMN match_review.score IS 'the probability that both are one person, by a model; null when a shared identifier is the evidence';
COMMENT ON COLUMN match_review.explanation IS '[{"field", "level", "weight"}]: what each comparison added to the score, in bits; without the values, which stay in one place';
COMMENT ON COLUMN match_review.likelihood IS 'the score, or what is expected of the guard: how probably the answer is SAME';
COMMENT ON COLUMN match_review.stake IS 'how many orders the side with fewer of them has: what a wrong state of things hides';
COMMENT ON COLUMN match_review.priority IS 'expected gain of deciding it: likelihood x (1 + stake); the queue is worked from the top';
COMMENT ON COLUMN match_review.merge_id IS 'the merge that settled it; an unmerge of that makes the review''s answer DIFFERENT';
DROP INDEX match_review_open;
CREATE INDEX match_review_open ON match_review (priority DESC, review_id) WHERE state = 'OPEN';
CREATE INDEX match_review_decided ON match_review (decided_at DESC, review_id DESC) WHERE state <> 'OPEN';
CREATE INDEX match_review_customer ON match_review (customer_id);
CREATE INDEX match_review_other ON match_review (other_id);

-- Reviews that a guard opened have a score, too; only those that a score opened are closed by one.
ALTER TABLE match_review ADD COLUMN by_score boolean NOT NULL DEFAULT false;
UPDATE match_review SET by_score = true WHERE score IS NOT NULL;
COMMENT ON COLUMN match_review.by_score IS 'whether matching by score opened it; a guard did otherwise, and its score only says how alike the two are';

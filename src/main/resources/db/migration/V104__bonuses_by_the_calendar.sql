-- Bonuses on birthdays and on the anniversaries of a customer's first sign of life.

ALTER TABLE event_bonus DROP CONSTRAINT event_bonus_occasion_check;
ALTER TABLE event_bonus ADD CONSTRAINT event_bonus_occasion_check
    CHECK (occasion IN ('REVIEW', 'FOLLOW', 'CHECK_IN', 'PROFILE_COMPLETED', 'EVENT', 'BIRTHDAY', 'ANNIVERSARY'));
COMMENT ON COLUMN points_bonus.fact_id IS 'the event; for a completed profile the bonus itself, which it gives once; for a day of the calendar a hash of the bonus and the year';

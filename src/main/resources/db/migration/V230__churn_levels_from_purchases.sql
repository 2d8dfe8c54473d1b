-- Levels of churn follow from purchases and terms alone, and warnings are read on in the order in which they were recorded.

ALTER TABLE customer_churn DROP COLUMN base_level;

ALTER TABLE churn_event ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT clock_timestamp();
COMMENT ON COLUMN churn_event.recorded_at IS 'when it was written: later than raised_at where a run caught up';
UPDATE churn_event SET recorded_at = raised_at;
CREATE INDEX churn_event_recorded ON churn_event (recorded_at, event_id);

ALTER TABLE insight_setting ADD COLUMN churn_next_steps text[] NOT NULL DEFAULT ARRAY[NULL, NULL, NULL]::text[];
COMMENT ON COLUMN insight_setting.churn_next_steps IS 'what staff want done about customers at WATCH, RISK and LOST; null where nothing is said';

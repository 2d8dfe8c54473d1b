-- Models of lifetime value for segments of any kind, of which one is chosen, not only for channels of first purchase.

ALTER TABLE insight_setting ADD COLUMN value_segment_by text DEFAULT 'FIRST_CHANNEL';
COMMENT ON COLUMN insight_setting.value_segment_by IS 'by what customers are divided for models of their own: FIRST_CHANNEL, FIRST_STORE, FIRST_CATEGORY, CITY, TIER or ACQUISITION_CAMPAIGN; null for models of all customers only';

ALTER TABLE value_fit ADD COLUMN segment_by text, ADD COLUMN segment text;
UPDATE value_fit SET segment_by = 'FIRST_CHANNEL', segment = first_channel WHERE first_channel IS NOT NULL;
COMMENT ON COLUMN value_fit.segment_by IS 'by what customers are divided whom it is about, as insight_setting.value_segment_by; null for all';
COMMENT ON COLUMN value_fit.segment IS 'the segment whose customers it is about; null for all';
COMMENT ON COLUMN value_fit.first_channel IS 'for versions that know no other segments: the channel; empty, as no channel is, where the segment is of another kind, so that it is not taken for a model of all. Kept by a trigger, to go with it';

CREATE FUNCTION value_fit_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.segment_by IS NULL AND NEW.first_channel IS NOT NULL THEN
    NEW.segment_by := 'FIRST_CHANNEL';
    NEW.segment := NEW.first_channel;
  ELSIF NEW.segment_by IS NOT NULL THEN
    NEW.first_channel := CASE NEW.segment_by WHEN 'FIRST_CHANNEL' THEN NEW.segment ELSE '' END;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER value_fit_channel BEFORE INSERT ON value_fit FOR EACH ROW EXECUTE FUNCTION value_fit_channel();

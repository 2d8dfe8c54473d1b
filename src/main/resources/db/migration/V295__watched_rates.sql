-- Rates are watched as well as amounts: repurchase, conversion, churn and returns.

INSERT INTO figure_watch (figure, spreads, watched)
SELECT figure, 4, true FROM unnest(ARRAY['REPURCHASE_RATE', 'CONVERSION_RATE', 'CHURN_RATE', 'RETURN_RATE']) figure
ON CONFLICT (figure) DO NOTHING;
COMMENT ON COLUMN figure_watch.below IS 'always alarming when less; money in minor units, rates in millionths';
COMMENT ON COLUMN figure_alert.value IS 'money in minor units, rates in millionths, as are all values here';

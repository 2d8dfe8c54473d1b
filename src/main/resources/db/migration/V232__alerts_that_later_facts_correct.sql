-- Alerts: more figures, what explains most in whichever dimension, and what later facts make of them.

ALTER TABLE figure_alert
    ADD COLUMN dimension    text,
    ADD COLUMN part         text,
    ADD COLUMN part_value   bigint,
    ADD COLUMN part_usual   bigint,
    ADD COLUMN withdrawn_at timestamptz;
COMMENT ON COLUMN figure_alert.dimension IS 'in which dimension the part that explains most lies: CHANNEL, STORE, CATEGORY or CUSTOMER_KIND; null when none goes the same way';
COMMENT ON COLUMN figure_alert.withdrawn_at IS 'when later facts brought the figure back into its band; null while it holds';

INSERT INTO figure_watch (figure, spreads, watched)
SELECT figure, 4, true FROM unnest(ARRAY['RETURNING_CUSTOMERS', 'LAPSED_CUSTOMERS', 'CONVERSIONS']) figure
ON CONFLICT (figure) DO NOTHING;

-- What tiers need beside V3: sales at the value they had before any return, and when time alone changes a membership.

CREATE VIEW qualifying_order AS
SELECT o.profile_id, o.ordered_at, o.order_id, o.currency, o.refunded_minor,
       GREATEST(0, o.total_minor
         - CASE WHEN r.include_tax THEN 0 ELSE o.tax_minor END
         - CASE WHEN r.include_shipping THEN 0 ELSE o.shipping_minor END
         - CASE WHEN r.include_points THEN 0 ELSE o.points_minor END) AS value_minor
FROM customer_order o CROSS JOIN sales_rule r
WHERE o.status = 'PAID';
COMMENT ON VIEW qualifying_order IS 'paid orders before their returns, fully returned ones too: value_minor - refunded_minor, at least 0, is counted_order.net_minor';

ALTER TABLE membership ADD COLUMN due_at timestamptz;
COMMENT ON COLUMN membership.due_at IS 'when time alone changes this row next: a tier ends, a purchase leaves the window; null when nothing is ahead';
COMMENT ON COLUMN membership.valid_until IS 'start of the local day from which the tier is no longer valid, before grace; null in the base tier';
COMMENT ON COLUMN membership.computed_at IS 'the instant the row holds for; a run for an earlier one does not take it back';
COMMENT ON COLUMN tier_change.reason IS 'ENROLLED, EARNED, EXPIRED, RETURNED or POLICY_CHANGED';
COMMENT ON COLUMN tier_policy.definition IS 'tiers with their thresholds in minor units, measure, window, validity, grace, floor, on return';
COMMENT ON COLUMN tier_policy.published_at IS 'from when the version holds; the first version of a programme holds for all time before, too';
DROP INDEX membership_valid_until;

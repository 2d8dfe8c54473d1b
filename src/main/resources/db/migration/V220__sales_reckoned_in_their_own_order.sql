-- What a sale earns depends on the member's sales before it. It is noted which one that was, so that one that comes late
-- is seen by those after it, and they are reckoned anew.

ALTER TABLE points_earned ADD COLUMN after_order uuid;
ALTER TABLE points_earned DROP COLUMN rules_left;
COMMENT ON COLUMN points_earned.after_order IS 'the member''s paid order before it when it was last reckoned, whatever its currency; null for the first. Another one now, by a late order, a cancellation, a merge or its unmerge, means that it and those after it are reckoned anew';
COMMENT ON COLUMN points_earned.tier IS 'the member''s tier at the order, by the history as it was when it was last reckoned';
COMMENT ON COLUMN points_earned.first IS 'whether the member had no paid order before it';
COMMENT ON COLUMN points_earned.day_before IS 'points that the member''s orders before it on its local day earned, for the daily cap';
COMMENT ON COLUMN points_earned.applied IS 'by rule, the points it gave, and what caps took; what a budget let it have stays its own when it is reckoned anew';

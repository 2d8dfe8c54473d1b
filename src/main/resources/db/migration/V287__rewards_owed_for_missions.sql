-- A reward of the list that a mission calls for and that was out of stock is owed until there is one.

ALTER TABLE mission_reward ADD COLUMN owed_reward uuid;
COMMENT ON COLUMN mission_reward.owed_reward IS 'the reward that is called for and was not there to be given; null for none';
CREATE INDEX mission_reward_owed ON mission_reward (owed_reward, completed_at) WHERE owed_reward IS NOT NULL;

UPDATE mission_reward w SET owed_reward = (v.definition ->> 'reward')::uuid
FROM mission_version v
WHERE v.mission_id = w.mission_id AND v.number = w.number AND w.given AND w.claim_id IS NULL
  AND v.definition ->> 'reward' IS NOT NULL;

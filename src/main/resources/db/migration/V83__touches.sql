-- Touches: when a customer came into contact, and through which channel; what attribution divides sales among.

CREATE TABLE customer_touch (
    customer_id uuid        NOT NULL REFERENCES customer,
    touched_at  timestamptz NOT NULL,
    channel     text        NOT NULL,
    campaign    text,
    PRIMARY KEY (customer_id, touched_at, channel)
);
COMMENT ON TABLE customer_touch IS 'distributed by customer_id: the beginnings of sessions, one for each channel; a session ends after 30 minutes without an event or at local midnight [merge: derived; erasure: delete]';
COMMENT ON COLUMN customer_touch.channel IS 'the source of the campaign that the event came with (context.campaign.source), else the name of the source that sent it';
COMMENT ON COLUMN customer_touch.campaign IS 'the campaign''s name; null when the event came with none';
CREATE INDEX customer_touch_time ON customer_touch (touched_at);

INSERT INTO customer_touch (customer_id, touched_at, channel, campaign)
SELECT customer_id, at, channel, min(campaign) FROM (
  SELECT customer_id, at, channel, campaign, at - lag(at) OVER w < interval '30 minutes'
           AND (at AT TIME ZONE timezone)::date = (lag(at) OVER w AT TIME ZONE timezone)::date AS goes_on
  FROM (
    SELECT p.customer_id, e.occurred_at AS at, s.timezone,
           coalesce(nullif(e.properties #>> '{context,campaign,source}', ''), o.name) AS channel,
           nullif(e.properties #>> '{context,campaign,name}', '') AS campaign
    FROM event e JOIN profile p ON p.profile_id = e.profile_id JOIN source o ON o.source_id = e.source_id
    CROSS JOIN insight_setting s WHERE p.customer_id IS NOT NULL) e
  WINDOW w AS (PARTITION BY customer_id, channel ORDER BY at)) s
WHERE goes_on IS NOT TRUE
GROUP BY 1, 2, 3;

-- Channels: visits, what channels cost, and what counts as a registration and an enquiry.

CREATE TABLE visit (
    profile_id uuid        NOT NULL REFERENCES profile,
    started_at timestamptz NOT NULL,
    source_id  uuid        NOT NULL REFERENCES source,
    day        date        NOT NULL,
    ended_at   timestamptz NOT NULL,
    views      integer     NOT NULL,
    events     integer     NOT NULL,
    campaign   text,
    registered boolean     NOT NULL,
    enquired   boolean     NOT NULL,
    PRIMARY KEY (profile_id, started_at, source_id)
);
COMMENT ON TABLE visit IS 'distributed by profile_id: a session of one profile at one source; it ends after 30 minutes without an event or at local midnight. Those of one person''s several profiles are joined when they are read [merge: stays; erasure: delete]';
COMMENT ON COLUMN visit.day IS 'the local day, in the time zone of visit_progress';
COMMENT ON COLUMN visit.ended_at IS 'its last event';
COMMENT ON COLUMN visit.views IS 'events of kind VIEW; events counts all';
COMMENT ON COLUMN visit.campaign IS 'the source of the first campaign that an event came with (context.campaign.source); null without one, when the channel is the source';
CREATE INDEX visit_day ON visit (day);
CREATE INDEX visit_started ON visit (started_at);

CREATE TABLE visit_progress (
    one            boolean PRIMARY KEY DEFAULT true CHECK (one),
    recorded_until timestamptz NOT NULL,
    timezone       text        NOT NULL
);
COMMENT ON TABLE visit_progress IS 'reference: one row, none before the first run; visits hold every event recorded before recorded_until, by days of timezone';

-- events are appended, so a block range index finds the late ones at next to no cost
CREATE INDEX event_recorded ON event USING brin (recorded_at);

CREATE TABLE channel_cost (
    channel      text        NOT NULL,
    day          date        NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('MEDIA', 'OTHER')),
    currency     text        NOT NULL,
    amount_minor bigint      NOT NULL CHECK (amount_minor >= 0),
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (channel, day, kind, currency)
);
COMMENT ON TABLE channel_cost IS 'distributed by channel: what a channel cost on a local day; a later statement of the same replaces the earlier';
COMMENT ON COLUMN channel_cost.kind IS 'MEDIA is what was paid for media; OTHER is wages, tools, incentives';
CREATE INDEX channel_cost_day ON channel_cost (day);

ALTER TABLE insight_setting
    ADD COLUMN registration_events text[] NOT NULL DEFAULT ARRAY['signed up', 'account created', 'user registered', 'registered'],
    ADD COLUMN enquiry_events      text[] NOT NULL DEFAULT ARRAY['enquiry sent', 'inquiry sent', 'lead generated', 'quote requested', 'contact form submitted'],
    ADD COLUMN margin_share        double precision CHECK (margin_share >= 0 AND margin_share <= 1);
COMMENT ON COLUMN insight_setting.registration_events IS 'names, in lower case, of the events that are a registration';
COMMENT ON COLUMN insight_setting.margin_share IS 'the part of net sales that is margin, for the return on channels; null when it is not known';

-- Key figures of a day that leave their usual band.

CREATE TABLE figure_watch (
    figure  text PRIMARY KEY,
    spreads double precision NOT NULL CHECK (spreads > 0),
    below   bigint,
    above   bigint,
    watched boolean          NOT NULL
);
COMMENT ON TABLE figure_watch IS 'reference: how a figure is watched; one without a row is watched as usual';
COMMENT ON COLUMN figure_watch.spreads IS 'how many spreads from the usual value the band reaches';
COMMENT ON COLUMN figure_watch.below IS 'always alarming when less; money in minor units';
INSERT INTO figure_watch (figure, spreads, watched)
SELECT figure, 4, true FROM unnest(ARRAY['REVENUE', 'ORDERS', 'NEW_CUSTOMERS', 'VISITS']) figure;

CREATE TABLE figure_alert (
    figure        text        NOT NULL,
    day           date        NOT NULL,
    until_day     date        NOT NULL,
    alert_id      uuid        NOT NULL,
    high          boolean     NOT NULL,
    value         bigint      NOT NULL,
    usual         bigint,
    band_low      bigint,
    band_high     bigint,
    currency      text,
    channel       text,
    channel_value bigint,
    channel_usual bigint,
    raised_at     timestamptz NOT NULL,
    PRIMARY KEY (figure, day)
);
COMMENT ON TABLE figure_alert IS 'distributed by figure: a figure left its band on a day; one row for as long as it stays outside on the same side [merge: stays; erasure: keep]';
COMMENT ON COLUMN figure_alert.until_day IS 'the last day on which it was still outside';
COMMENT ON COLUMN figure_alert.high IS 'above the band, else below';
COMMENT ON COLUMN figure_alert.usual IS 'the median of the same weekday; null while too few weeks are known';
COMMENT ON COLUMN figure_alert.channel IS 'the channel whose own difference explains most; null when none goes the same way';
CREATE INDEX figure_alert_latest ON figure_alert (raised_at DESC, alert_id DESC);

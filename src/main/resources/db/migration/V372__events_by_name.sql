-- A funnel reads the events of its steps and no others.

CREATE INDEX event_named ON event (lower(name), occurred_at);

CREATE FUNCTION event_named(names text[], since timestamptz, until timestamptz)
RETURNS TABLE (profile_id uuid, occurred_at timestamptz, name text)
LANGUAGE plpgsql STABLE ROWS 100000 AS $$
BEGIN
  -- planned for the names it is given: an index is the way to rare ones, reading all to frequent ones
  RETURN QUERY EXECUTE
    'SELECT e.profile_id, e.occurred_at, lower(e.name) FROM event e
     WHERE lower(e.name) = ANY ($1) AND e.occurred_at >= $2 AND e.occurred_at < $3'
    USING names, since, until;
END $$;
COMMENT ON FUNCTION event_named IS 'events of some names, in lower case, from one instant until another';

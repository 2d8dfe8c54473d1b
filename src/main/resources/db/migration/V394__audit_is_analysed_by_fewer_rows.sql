-- The record grows with every question, so it is analysed often, and a sample of 30,000 rows with their arrays takes a
-- core for a second. 3,000 say as much as any plan here asks: by time, by id, by an object through its index.

ALTER TABLE audit_record
  ALTER COLUMN audit_id SET STATISTICS 10,
  ALTER COLUMN at SET STATISTICS 10,
  ALTER COLUMN actor SET STATISTICS 10,
  ALTER COLUMN roles SET STATISTICS 10,
  ALTER COLUMN address SET STATISTICS 10,
  ALTER COLUMN action SET STATISTICS 10,
  ALTER COLUMN operation SET STATISTICS 10,
  ALTER COLUMN outcome SET STATISTICS 10,
  ALTER COLUMN objects SET STATISTICS 10,
  ALTER COLUMN reason SET STATISTICS 10;

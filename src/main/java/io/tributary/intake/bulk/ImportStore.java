package io.tributary.intake.bulk;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Imports: who works on which, how far they are, and how they ended. */
final class ImportStore {
  /** Imports that nobody works on, oldest first. */
  private static final String WAITING =
      """
      SELECT import_id FROM import_job
      WHERE state IN ('QUEUED', 'RUNNING') AND lease_until < clock_timestamp() ORDER BY started_at LIMIT 10
      """;

  /** Takes an import on, with a new fencing token, unless somebody else has in the meantime. */
  private static final String CLAIM =
      """
      UPDATE import_job
      SET state = 'RUNNING', owner = $2, token = token + 1, lease_until = clock_timestamp() + $3 * interval '1 second'
      WHERE import_id = $1 AND state IN ('QUEUED', 'RUNNING') AND lease_until < clock_timestamp()
      RETURNING import_id, token, source_id, kind, format, options, started_at,
        coalesce(said_at, started_at) AS said_at, bytes, done_bytes, done_lines
      """;

  /** Locks the import's row, and it alone: a stale owner stops here. */
  private static final String FENCE =
      """
      SELECT 1 FROM import_job WHERE import_id = $1 AND token = $2 AND state = 'RUNNING' FOR UPDATE
      """;

  /** Adds a batch to the counts, moves on in the file and keeps the lease. */
  private static final String ADVANCE =
      """
      UPDATE import_job
      SET accepted = accepted + $2, duplicates = duplicates + $3, rejected = rejected + $4, done_bytes = $5,
          done_lines = $6, failures = 0, lease_until = clock_timestamp() + $7 * interval '1 second'
      WHERE import_id = $1
      """;

  /** Remembers the header, for people. */
  private static final String HEADER =
      """
      UPDATE import_job SET header = $3 WHERE import_id = $1 AND token = $2
      """;

  /** Ends an import that is held by a token. */
  private static final String FINISH =
      """
      UPDATE import_job
      SET state = $3, error = $4, finished_at = $5, owner = NULL,
          total = CASE WHEN $3 = 'COMPLETED' THEN accepted + duplicates + rejected END
      WHERE import_id = $1 AND token = $2 AND state = 'RUNNING'
      """;

  /** Gives an import back, to be taken on again at once or, the more it fails, the later. */
  private static final String RELEASE =
      """
      UPDATE import_job
      SET owner = NULL, failures = failures + $3,
          lease_until = clock_timestamp() + CASE $3 WHEN 0 THEN 0 ELSE 2 ^ least(failures, 6) END * interval '1 second'
      WHERE import_id = $1 AND token = $2 AND state = 'RUNNING'
      RETURNING failures
      """;

  /** Stops an import that has not ended, whoever works on it. */
  private static final String CANCEL =
      """
      UPDATE import_job SET state = 'CANCELLED', finished_at = $2, owner = NULL
      WHERE import_id = $1 AND state IN ('RECEIVING', 'QUEUED', 'RUNNING')
      """;

  private static final String COLUMNS =
      """
      import_id, source_id, kind, state, dry_run, accepted, rejected, duplicates, total, bytes, done_bytes, error,
      started_at, finished_at
      """;

  /** One import. */
  private static final String FIND =
      """
      SELECT %s FROM import_job WHERE import_id = $1
      """
          .formatted(COLUMNS);

  /** A page of imports, latest first; ids are in order of time. */
  private static final String PAGE =
      """
      SELECT %s FROM import_job WHERE $1::uuid IS NULL OR import_id < $1 ORDER BY import_id DESC LIMIT $2
      """
          .formatted(COLUMNS);

  /** How many files wait for a worker, and for how long the first of them has. */
  private static final String FIGURES =
      """
      SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(started_at)), 0)::float8
      FROM import_job WHERE state IN ('QUEUED', 'RUNNING') AND lease_until < clock_timestamp()
      """;

  private ImportStore() {}

  /** Files that nobody works on. */
  record Waiting(long files, double oldestSeconds) {}

  static Uni<Waiting> figures(SqlConnection connection) {
    return connection
        .preparedQuery(FIGURES)
        .execute()
        .map(rows -> rows.iterator().next())
        .map(row -> new Waiting(row.getLong(0), row.getDouble(1)));
  }

  static Uni<List<UUID>> waiting(SqlConnection connection) {
    return connection
        .preparedQuery(WAITING)
        .execute()
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** Empty when somebody else was quicker. */
  static Uni<Optional<Claim>> claim(
      SqlConnection connection, UUID importId, String owner, long leaseSeconds) {
    return connection
        .preparedQuery(CLAIM)
        .execute(Tuple.of(importId, owner, leaseSeconds))
        .map(rows -> first(rows).map(ImportStore::toClaim));
  }

  private static Claim toClaim(Row row) {
    return new Claim(
        row.getUUID("import_id"),
        row.getLong("token"),
        row.getUUID("source_id"),
        ImportKind.valueOf(row.getString("kind")),
        ImportFormat.valueOf(row.getString("format")),
        ImportOptions.fromJson((JsonObject) row.getJson("options")),
        row.getOffsetDateTime("started_at").toInstant(),
        row.getOffsetDateTime("said_at").toInstant(),
        row.getLong("bytes"),
        row.getLong("done_bytes"),
        row.getLong("done_lines"));
  }

  /** False when another worker has taken over, or somebody cancelled. */
  static Uni<Boolean> fence(SqlConnection connection, Claim claim) {
    return connection
        .preparedQuery(FENCE)
        .execute(Tuple.of(claim.importId(), claim.token()))
        .map(rows -> rows.size() > 0);
  }

  static Uni<Void> advance(
      SqlConnection connection, Claim claim, Progress progress, long leaseSeconds) {
    Tuple values =
        Tuple.tuple()
            .addUUID(claim.importId())
            .addLong(progress.accepted())
            .addLong(progress.duplicates())
            .addLong(progress.rejected())
            .addLong(progress.doneBytes())
            .addLong(progress.doneLines())
            .addLong(leaseSeconds);
    return connection.preparedQuery(ADVANCE).execute(values).replaceWithVoid();
  }

  static Uni<Void> header(SqlConnection connection, Claim claim, String header) {
    return connection
        .preparedQuery(HEADER)
        .execute(Tuple.of(claim.importId(), claim.token(), header))
        .replaceWithVoid();
  }

  /** Ends an import and frees its chunks, unless it is no longer the claim's. */
  static Uni<Void> finish(
      SqlConnection connection, Claim claim, ImportState state, String error, Instant now) {
    Tuple values =
        Tuple.of(claim.importId(), claim.token(), state.name(), error, FactKeys.utc(now));
    return connection
        .preparedQuery(FINISH)
        .execute(values)
        .chain(
            rows ->
                rows.rowCount() > 0
                    ? SpoolStore.dropChunks(connection, claim.importId())
                    : Uni.createFrom().voidItem());
  }

  /** How often in a row it has failed now; empty when it is no longer the claim's. */
  static Uni<Optional<Integer>> release(SqlConnection connection, Claim claim, int failures) {
    return connection
        .preparedQuery(RELEASE)
        .execute(Tuple.of(claim.importId(), claim.token(), failures))
        .map(rows -> first(rows).map(row -> row.getInteger(0)));
  }

  /** Stops an import and frees its chunks; nothing happens to one that has ended. */
  static Uni<Void> cancel(SqlConnection connection, UUID importId, Instant now) {
    return connection
        .preparedQuery(CANCEL)
        .execute(Tuple.of(importId, FactKeys.utc(now)))
        .chain(
            rows ->
                rows.rowCount() > 0
                    ? SpoolStore.dropChunks(connection, importId)
                    : Uni.createFrom().voidItem());
  }

  static Uni<Optional<ImportJob>> find(SqlConnection connection, UUID importId) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(importId))
        .map(rows -> first(rows).map(ImportStore::toJob));
  }

  /** At most {@code limit} imports before one (null for the latest). */
  static Uni<List<ImportJob>> page(SqlConnection connection, UUID before, int limit) {
    return connection
        .preparedQuery(PAGE)
        .execute(Tuple.tuple().addUUID(before).addInteger(limit))
        .map(rows -> Rows.list(rows, row -> toJob(row)));
  }

  private static ImportJob toJob(Row row) {
    String word = row.getString("state");
    long bytes = row.getLong("bytes");
    boolean arriving = word.equals("RECEIVING");
    Long total = row.getLong("total");
    return new ImportJob(
        row.getUUID("import_id"),
        row.getUUID("source_id"),
        ImportKind.valueOf(row.getString("kind")),
        ImportState.of(word),
        row.getBoolean("dry_run"),
        Math.toIntExact(row.getLong("accepted")),
        Math.toIntExact(row.getLong("rejected")),
        Math.toIntExact(row.getLong("duplicates")),
        total == null ? null : Math.toIntExact(total),
        arriving || bytes == 0 ? null : (double) row.getLong("done_bytes") / bytes,
        row.getString("error"),
        row.getOffsetDateTime("started_at"),
        row.getOffsetDateTime("finished_at"));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.iterator().hasNext() ? Optional.of(rows.iterator().next()) : Optional.empty();
  }
}

package io.tributary.intake.bulk;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.tributary.platform.keys.KeyRing;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Files in the database, from their first byte to their last row. */
final class SpoolStore {
  /** Begins a file. */
  private static final String OPEN =
      """
      INSERT INTO import_job (import_id, source_id, kind, format, options, state, dry_run, owner, lease_until, started_at)
      VALUES ($1, $2, $3, $4, '{}', 'RECEIVING', false, $5, clock_timestamp() + $6 * interval '1 second', $7)
      """;

  /** Appends a chunk, unless the file was given up in the meantime; keeps the lease. */
  private static final String APPEND =
      """
      WITH open_job AS (
        UPDATE import_job SET bytes = $3::bigint + $5::integer, lease_until = clock_timestamp() + $6 * interval '1 second'
        WHERE import_id = $1 AND state = 'RECEIVING' RETURNING import_id)
      INSERT INTO import_chunk (import_id, seq, start, bytes, sealed)
      SELECT import_id, $2::integer, $3::bigint, $4::bytea, true FROM open_job
      """;

  /**
   * The file is whole and waits for a worker. When the same one has come before, it says what that
   * one said then.
   */
  private static final String CLOSE =
      """
      UPDATE import_job
      SET state = 'QUEUED', options = $2, dry_run = $3, owner = NULL, lease_until = '-infinity',
        content_hash = $4,
        said_at = least(started_at, (SELECT min(o.said_at) FROM import_job o WHERE o.content_hash = $4 AND NOT o.dry_run))
      WHERE import_id = $1 AND state = 'RECEIVING'
      """;

  /** Uploads that go on keep their leases, however slow the sender is. */
  private static final String KEEP =
      """
      UPDATE import_job SET lease_until = clock_timestamp() + $2 * interval '1 second'
      WHERE import_id = ANY($1) AND state = 'RECEIVING'
      """;

  /** Uploads that nobody receives any more have broken off. */
  private static final String BROKEN_OFF =
      """
      SELECT import_id FROM import_job
      WHERE state = 'RECEIVING' AND lease_until < clock_timestamp() ORDER BY started_at LIMIT 100
      """;

  /** Gives an upload up; the condition is checked again on the locked row. */
  private static final String GIVE_UP =
      """
      UPDATE import_job SET state = 'FAILED', error = $2, finished_at = $3, owner = NULL
      WHERE import_id = $1 AND state = 'RECEIVING' AND ($4 OR lease_until < clock_timestamp())
      """;

  /** One chunk by its number. */
  private static final String CHUNK =
      """
      SELECT bytes, sealed FROM import_chunk WHERE import_id = $1 AND seq = $2
      """;

  /** A file that has ended needs no chunks. */
  private static final String DROP_CHUNKS =
      """
      DELETE FROM import_chunk WHERE import_id = $1
      """;

  /** A file that was never acknowledged leaves nothing. */
  private static final String DROP_JOB =
      """
      DELETE FROM import_job WHERE import_id = $1 AND state = 'RECEIVING'
      """;

  private SpoolStore() {}

  static Uni<Void> open(
      SqlConnection connection,
      UUID importId,
      UUID sourceId,
      ImportKind kind,
      ImportFormat format,
      String owner,
      long leaseSeconds,
      Instant now) {
    Tuple values =
        Tuple.tuple()
            .addUUID(importId)
            .addUUID(sourceId)
            .addString(kind.name())
            .addString(format.name())
            .addString(owner)
            .addLong(leaseSeconds)
            .addOffsetDateTime(FactKeys.utc(now));
    return connection.preparedQuery(OPEN).execute(values).replaceWithVoid();
  }

  /** False when the file was given up. */
  static Uni<Boolean> append(
      SqlConnection connection,
      UUID importId,
      int seq,
      long start,
      Buffer bytes,
      long leaseSeconds) {
    Tuple values =
        Tuple.tuple()
            .addUUID(importId)
            .addInteger(seq)
            .addLong(start)
            .addBuffer(
                Buffer.buffer(KeyRing.inUse().sealBytes(Sealed.IMPORT_CHUNK, bytes.getBytes())))
            .addInteger(bytes.length())
            .addLong(leaseSeconds);
    return connection.preparedQuery(APPEND).execute(values).map(rows -> rows.rowCount() > 0);
  }

  /** False when the file was given up. */
  static Uni<Boolean> close(
      SqlConnection connection, UUID importId, ImportOptions options, UUID contentHash) {
    return connection
        .preparedQuery(CLOSE)
        .execute(Tuple.of(importId, options.toJson(), options.dryRun(), contentHash))
        .map(rows -> rows.rowCount() > 0);
  }

  static Uni<Void> keep(SqlConnection connection, List<UUID> importIds, long leaseSeconds) {
    return connection
        .preparedQuery(KEEP)
        .execute(Tuple.of(importIds.toArray(UUID[]::new), leaseSeconds))
        .replaceWithVoid();
  }

  static Uni<List<UUID>> brokenOff(SqlConnection connection) {
    return connection
        .preparedQuery(BROKEN_OFF)
        .execute()
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /**
   * Ends an upload and frees its chunks.
   *
   * @param own whether it is the receiver itself who gives up; anyone else waits for its lease
   */
  static Uni<Void> giveUp(
      SqlConnection connection, UUID importId, String error, boolean own, Instant now) {
    return connection
        .preparedQuery(GIVE_UP)
        .execute(Tuple.of(importId, error, FactKeys.utc(now), own))
        .chain(
            rows ->
                rows.rowCount() > 0
                    ? dropChunks(connection, importId)
                    : Uni.createFrom().voidItem());
  }

  /** Removes an upload that was refused while it arrived. */
  static Uni<Void> remove(SqlConnection connection, UUID importId) {
    return dropChunks(connection, importId)
        .chain(() -> connection.preparedQuery(DROP_JOB).execute(Tuple.of(importId)))
        .replaceWithVoid();
  }

  /** A chunk's bytes; null when there is none of that number. */
  static Uni<byte[]> chunk(SqlConnection connection, UUID importId, int seq) {
    return connection
        .preparedQuery(CHUNK)
        .execute(Tuple.of(importId, seq))
        .map(
            rows -> {
              RowIterator<Row> row = rows.iterator();
              return row.hasNext() ? opened(row.next()) : null;
            });
  }

  /** One that came before chunks were sealed is as it came. */
  private static byte[] opened(Row row) {
    byte[] kept = row.getBuffer(0).getBytes();
    return row.getBoolean(1) ? KeyRing.inUse().openBytes(Sealed.IMPORT_CHUNK, kept) : kept;
  }

  static Uni<Void> dropChunks(SqlConnection connection, UUID importId) {
    return connection.preparedQuery(DROP_CHUNKS).execute(Tuple.of(importId)).replaceWithVoid();
  }
}

package io.tributary.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Makes what a channel calls by one id one fact, however often and however concurrently it is sent.
 */
public final class FactKeys {
  /**
   * Inserts keys in the order of their hashes, so that two transactions cannot wait for each other.
   */
  private static final String CLAIM =
      """
      INSERT INTO fact_key (key_hash, profile_id, fact_id, occurred_at, content)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::uuid[]) k(h, p, f, o, c)
      ORDER BY k.h
      ON CONFLICT (key_hash) DO NOTHING
      RETURNING key_hash
      """;

  private static final String FIND =
      """
      SELECT key_hash, profile_id, fact_id, occurred_at, content FROM fact_key WHERE key_hash = ANY($1)
      """;

  private static final String RELEASE =
      """
      DELETE FROM fact_key WHERE key_hash = ANY($1)
      """;

  private FactKeys() {}

  /**
   * One fact's key.
   *
   * @param hash from {@link Ids#hash} over the kind of fact, the source and the channel's own id
   * @param profileId the profile it hangs on; null while that is unknown
   * @param factId the id its row gets, if it is new
   * @param occurredAt when it happened; with the profile and the id it finds the row
   * @param content a hash of what was sent, to tell a repetition from a contradiction
   */
  public record Key(UUID hash, UUID profileId, UUID factId, Instant occurredAt, UUID content) {}

  /**
   * Claims keys for this transaction. Waits for a transaction that is claiming the same key.
   *
   * @param keys with distinct hashes
   * @return for each hash that was taken before, the key as it stands; hashes missing from the map
   *     are new and now belong to this transaction
   */
  public static Uni<Map<UUID, Key>> claim(SqlConnection connection, Collection<Key> keys) {
    if (keys.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    List<Key> sorted =
        keys.stream().sorted(Comparator.comparing(key -> key.hash().toString())).toList();
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(sorted.stream().map(Key::hash).toArray(UUID[]::new))
            .addArrayOfUUID(sorted.stream().map(Key::profileId).toArray(UUID[]::new))
            .addArrayOfUUID(sorted.stream().map(Key::factId).toArray(UUID[]::new))
            .addArrayOfOffsetDateTime(
                sorted.stream().map(key -> utc(key.occurredAt())).toArray(OffsetDateTime[]::new))
            .addArrayOfUUID(sorted.stream().map(Key::content).toArray(UUID[]::new));
    return connection
        .preparedQuery(CLAIM)
        .execute(values)
        .chain(
            inserted -> {
              Map<UUID, Boolean> isNew = new HashMap<>();
              inserted.forEach(row -> isNew.put(row.getUUID(0), true));
              UUID[] known =
                  sorted.stream()
                      .map(Key::hash)
                      .filter(hash -> !isNew.containsKey(hash))
                      .toArray(UUID[]::new);
              return find(connection, Arrays.asList(known));
            });
  }

  /** The keys that are there, by hash. */
  public static Uni<Map<UUID, Key>> find(SqlConnection connection, Collection<UUID> hashes) {
    if (hashes.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(hashes.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Key> found = new HashMap<>();
              for (Row row : rows) {
                OffsetDateTime occurredAt = row.getOffsetDateTime(3);
                found.put(
                    row.getUUID(0),
                    new Key(
                        row.getUUID(0),
                        row.getUUID(1),
                        row.getUUID(2),
                        occurredAt == null ? null : occurredAt.toInstant(),
                        row.getUUID(4)));
              }
              return found;
            });
  }

  /**
   * Gives back keys that this transaction has claimed for facts that it then refused, so that the
   * same facts get the same answer when they are sent again.
   */
  public static Uni<Void> release(SqlConnection connection, Collection<UUID> hashes) {
    if (hashes.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(RELEASE)
        .execute(Tuple.of(hashes.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  /**
   * An instant as the Postgres client wants a timestamptz, cut to the microseconds that Postgres
   * keeps; null stays null.
   */
  public static OffsetDateTime utc(Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }
}

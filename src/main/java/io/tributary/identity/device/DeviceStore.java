package io.tributary.identity.device;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Reads and writes what is known of devices. Whoever changes a device holds the profile that its
 * key names, so that its facts come one after another.
 */
public final class DeviceStore {
  /**
   * The latest sign-ins on devices and the visits between them. Beyond some hundreds a device is a
   * kiosk, whose older visits were given to somebody long ago.
   */
  private static final String LOAD =
      """
      SELECT d.h, s.signed_in_at, s.profile_id, NULL::uuid, NULL::boolean, NULL::timestamptz, NULL::timestamptz
      FROM unnest($1::uuid[]) d(h) CROSS JOIN LATERAL (
        SELECT signed_in_at, profile_id FROM device_sign_in WHERE key_hash = d.h ORDER BY signed_in_at DESC LIMIT 500) s
      UNION ALL
      SELECT d.h, v.since, v.profile_id, v.owner_id,
             v.owner_id IS NULL AND p.customer_id IS NOT NULL
               OR EXISTS (SELECT FROM identifier_claim c WHERE c.profile_id = v.profile_id),
             p.first_seen_at, p.last_seen_at
      FROM unnest($1::uuid[]) d(h) CROSS JOIN LATERAL (
        SELECT since, profile_id, owner_id FROM device_visit WHERE key_hash = d.h ORDER BY since DESC LIMIT 200) v
      JOIN profile p ON p.profile_id = v.profile_id
      UNION ALL
      SELECT k.key_hash, $2, p.profile_id, NULL,
             p.customer_id IS NOT NULL OR EXISTS (SELECT FROM identifier_claim c WHERE c.profile_id = p.profile_id),
             p.first_seen_at, p.last_seen_at
      FROM profile_key k JOIN profile p USING (profile_id)
      WHERE k.key_hash = ANY($1) AND NOT EXISTS (SELECT FROM device_visit v WHERE v.key_hash = k.key_hash AND v.since = $2)
      """;

  /** As in the statement above. */
  private static final int MOST_SIGN_INS = 500;

  private static final String KEEP_SIGN_INS =
      """
      INSERT INTO device_sign_in (key_hash, signed_in_at, profile_id)
      SELECT h, t, p FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) n(h, t, p) ON CONFLICT DO NOTHING
      """;

  private static final String DROP_SIGN_INS =
      """
      DELETE FROM device_sign_in s USING unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) n(h, t, p)
      WHERE s.key_hash = n.h AND s.signed_in_at = n.t AND s.profile_id = n.p
      """;

  private static final String KEEP_VISITS =
      """
      INSERT INTO device_visit AS v (key_hash, since, profile_id, owner_id)
      SELECT h, t, p, o FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[]) n(h, t, p, o)
      ON CONFLICT (key_hash, since) DO UPDATE SET owner_id = excluded.owner_id
      WHERE v.owner_id IS DISTINCT FROM excluded.owner_id
      """;

  private DeviceStore() {}

  /** What is known of devices, by the hash of their key. */
  public static Uni<Map<UUID, DeviceHistory>> load(
      SqlConnection connection, Collection<UUID> devices) {
    if (devices.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(LOAD)
        .execute(
            Tuple.of(
                devices.toArray(UUID[]::new),
                DeviceHistory.BEGINNING.atOffset(java.time.ZoneOffset.UTC)))
        .map(rows -> read(devices, rows));
  }

  private static Map<UUID, DeviceHistory> read(Collection<UUID> devices, Iterable<Row> rows) {
    Map<UUID, List<DeviceHistory.SignIn>> signIns = new HashMap<>();
    Map<UUID, List<DeviceHistory.Visit>> visits = new HashMap<>();
    for (Row row : rows) {
      Instant at = row.getOffsetDateTime(1).toInstant();
      if (row.getBoolean(4) == null) {
        signIns
            .computeIfAbsent(row.getUUID(0), d -> new ArrayList<>())
            .add(new DeviceHistory.SignIn(at, row.getUUID(2)));
      } else {
        visits
            .computeIfAbsent(row.getUUID(0), d -> new ArrayList<>())
            .add(
                new DeviceHistory.Visit(
                    at,
                    row.getUUID(2),
                    row.getUUID(3),
                    row.getBoolean(4),
                    row.getOffsetDateTime(5).toInstant(),
                    row.getOffsetDateTime(6).toInstant()));
      }
    }
    Map<UUID, DeviceHistory> found = new HashMap<>();
    for (UUID device : devices) {
      List<DeviceHistory.SignIn> known = signIns.getOrDefault(device, List.of());
      List<DeviceHistory.Visit> kept = visits.getOrDefault(device, List.of());
      if (known.size() == MOST_SIGN_INS) {
        Instant from = known.get(known.size() - 1).at();
        kept = kept.stream().filter(visit -> !visit.since().isBefore(from)).toList();
      }
      found.put(device, new DeviceHistory(known, kept));
    }
    return found;
  }

  /** Writes what is new of devices on which somebody was ever signed in. */
  public static Uni<Void> write(SqlConnection connection, Map<UUID, DeviceHistory> devices) {
    List<Map.Entry<UUID, DeviceHistory.SignIn>> added = new ArrayList<>();
    List<Map.Entry<UUID, DeviceHistory.SignIn>> removed = new ArrayList<>();
    List<Map.Entry<UUID, DeviceHistory.Visit>> visits = new ArrayList<>();
    devices.forEach(
        (device, history) -> {
          if (history.isWatched()) {
            history.added().forEach(one -> added.add(Map.entry(device, one)));
            history.removed().forEach(one -> removed.add(Map.entry(device, one)));
            history.unwritten().forEach(one -> visits.add(Map.entry(device, one)));
          }
        });
    return signIns(added)
        .execute(connection, KEEP_SIGN_INS)
        .chain(() -> signIns(removed).execute(connection, DROP_SIGN_INS))
        .chain(
            () ->
                Columns.of(visits)
                    .uuids(Map.Entry::getKey)
                    .times(visit -> visit.getValue().since())
                    .uuids(visit -> visit.getValue().profile())
                    .uuids(visit -> visit.getValue().owner())
                    .execute(connection, KEEP_VISITS));
  }

  private static Columns<Map.Entry<UUID, DeviceHistory.SignIn>> signIns(
      List<Map.Entry<UUID, DeviceHistory.SignIn>> rows) {
    return Columns.of(rows)
        .uuids(Map.Entry::getKey)
        .times(row -> row.getValue().at())
        .uuids(row -> row.getValue().profile());
  }
}

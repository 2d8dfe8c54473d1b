package io.tributary.platform.keys;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/**
 * Seals the identifiers that a database had in plain before, and replaces bare hashes by keyed
 * ones. It goes by batches with a transaction each, on a connection beside Flyway's, so that one
 * that is cut short goes on where it was. Nobody is served meanwhile: were both hashes looked up,
 * two facts could claim one value under two of them.
 */
public final class V276__identifiers_sealed extends BaseJavaMigration {
  private static final int ROWS = 2_000;

  private final Supplier<MasterKeys> keys;

  /** With the master keys of the settings. */
  public V276__identifiers_sealed() {
    this(() -> MasterKeys.of(ConfigProvider.getConfig()));
  }

  /** With these master keys. */
  public V276__identifiers_sealed(Supplier<MasterKeys> keys) {
    this.keys = keys;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    try (Connection connection = context.getConfiguration().getDataSource().getConnection()) {
      connection.setAutoCommit(false);
      KeyRing ring = KeyRingStore.make(connection, keys.get());
      connection.commit();
      whileSome(connection, () -> identifiers(connection, ring));
      whileSome(connection, () -> claims(connection, ring));
      for (String table : List.of("profile_key", "device_sign_in", "device_visit")) {
        whileSome(connection, () -> keyHashes(connection, ring, table));
      }
      whileSome(connection, () -> evidence(connection, ring, "match_review", "review_id"));
      whileSome(connection, () -> evidence(connection, ring, "customer_merge", "merge_id"));
    }
  }

  /** Does some rows; answers whether there were any. */
  private interface Batch {
    boolean run() throws SQLException;
  }

  private static void whileSome(Connection connection, Batch batch) throws SQLException {
    boolean more = true;
    while (more) {
      more = batch.run();
      connection.commit();
    }
  }

  /** An identifier as it was. */
  private record Plain(UUID profile, UUID hash, String value) {}

  private static boolean identifiers(Connection connection, KeyRing ring) throws SQLException {
    List<Plain> plain = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT profile_id, value_hash, value FROM profile_identifier WHERE value IS NOT NULL"
                    + " ORDER BY profile_id LIMIT "
                    + ROWS
                    + " FOR UPDATE")) {
      while (rows.next()) {
        plain.add(
            new Plain(
                rows.getObject(1, UUID.class), rows.getObject(2, UUID.class), rows.getString(3)));
      }
    }
    Set<UUID> profiles = new LinkedHashSet<>();
    plain.forEach(one -> profiles.add(one.profile()));
    Map<UUID, DataKey> dataKeys = dataKeys(connection, ring, profiles);
    UUID[] blind = new UUID[plain.size()];
    byte[][] sealed = new byte[plain.size()][];
    for (int i = 0; i < blind.length; i++) {
      Plain one = plain.get(i);
      blind[i] = ring.blind(one.hash());
      sealed[i] = dataKeys.get(one.profile()).seal(Sealed.IDENTIFIER, blind[i], one.value());
    }
    return update(
        connection,
        """
        UPDATE profile_identifier i SET value = NULL, value_hash = n.b, sealed = n.s
        FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::bytea[]) n(p, h, b, s)
        WHERE i.profile_id = n.p AND i.value_hash = n.h AND i.value IS NOT NULL
        """,
        array(connection, "uuid", plain.stream().map(Plain::profile).toArray()),
        array(connection, "uuid", plain.stream().map(Plain::hash).toArray()),
        array(connection, "uuid", blind),
        array(connection, "bytea", sealed));
  }

  private static Map<UUID, DataKey> dataKeys(
      Connection connection, KeyRing ring, Set<UUID> profiles) throws SQLException {
    byte[][] fresh = profiles.stream().map(ring::fresh).toArray(byte[][]::new);
    java.sql.Array ids = array(connection, "uuid", profiles.toArray());
    update(
        connection,
        "INSERT INTO data_key (profile_id, wrapped) SELECT p, w FROM unnest(?::uuid[], ?::bytea[]) n(p, w)"
            + " ON CONFLICT (profile_id) DO NOTHING",
        ids,
        array(connection, "bytea", fresh));
    Map<UUID, DataKey> found = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT profile_id, wrapped FROM data_key WHERE profile_id = ANY(?)")) {
      statement.setArray(1, ids);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          UUID profile = rows.getObject(1, UUID.class);
          found.put(profile, ring.dataKey(profile, rows.getBytes(2)));
        }
      }
    }
    return found;
  }

  private static boolean claims(Connection connection, KeyRing ring) throws SQLException {
    List<UUID> hashes =
        some(
            connection,
            "SELECT value_hash FROM identifier_claim WHERE value IS NOT NULL ORDER BY 1 LIMIT "
                + ROWS);
    return update(
        connection,
        "UPDATE identifier_claim c SET value = NULL, value_hash = n.b"
            + " FROM unnest(?::uuid[], ?::uuid[]) n(h, b) WHERE c.value_hash = n.h AND c.value IS NOT NULL",
        array(connection, "uuid", hashes.toArray()),
        array(connection, "uuid", hashes.stream().map(ring::blind).toArray()));
  }

  private static boolean keyHashes(Connection connection, KeyRing ring, String table)
      throws SQLException {
    List<UUID> hashes =
        some(
            connection,
            "SELECT DISTINCT key_hash FROM " + table + " WHERE plain ORDER BY 1 LIMIT " + ROWS);
    return update(
        connection,
        "UPDATE "
            + table
            + " k SET plain = false, key_hash = n.b"
            + " FROM unnest(?::uuid[], ?::uuid[]) n(h, b) WHERE k.key_hash = n.h AND k.plain",
        array(connection, "uuid", hashes.toArray()),
        array(connection, "uuid", hashes.stream().map(ring::blind).toArray()));
  }

  /** In evidence the bare hash is called {@code hash} and the keyed one {@code index}. */
  private static boolean evidence(Connection connection, KeyRing ring, String table, String id)
      throws SQLException {
    List<UUID> ids = new ArrayList<>();
    List<String> evidence = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT "
                    + id
                    + ", evidence::text FROM "
                    + table
                    + " WHERE jsonb_path_exists(evidence, '$[*].hash')"
                    + " LIMIT "
                    + ROWS
                    + " FOR UPDATE")) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
        JsonArray parts = new JsonArray(rows.getString(2));
        for (Object part : parts) {
          JsonObject identifier = (JsonObject) part;
          UUID hash = UUID.fromString((String) identifier.remove("hash"));
          identifier.put("index", ring.blind(hash).toString());
        }
        evidence.add(parts.encode());
      }
    }
    return update(
        connection,
        "UPDATE "
            + table
            + " t SET evidence = n.e::jsonb FROM unnest(?::uuid[], ?::text[]) n(i, e) WHERE t."
            + id
            + " = n.i",
        array(connection, "uuid", ids.toArray()),
        array(connection, "text", evidence.toArray()));
  }

  private static List<UUID> some(Connection connection, String sql) throws SQLException {
    List<UUID> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getObject(1, UUID.class));
      }
    }
    return found;
  }

  private static java.sql.Array array(Connection connection, String type, Object[] values)
      throws SQLException {
    return connection.createArrayOf(type, values);
  }

  private static boolean update(Connection connection, String sql, java.sql.Array... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setArray(i + 1, values[i]);
      }
      return statement.executeUpdate() > 0;
    }
  }
}

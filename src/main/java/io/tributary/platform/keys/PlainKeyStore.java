package io.tributary.platform.keys;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Seals the ids that sources give people where they stand in plain: in the migration, and at each
 * start what a replica of the version before has written since. Those of one batch are locked, so
 * that replicas which start at once share the work.
 */
final class PlainKeyStore {
  private static final int ROWS = 2_000;

  private static final String NEXT =
      """
      SELECT profile_id, key FROM profile WHERE key NOT LIKE 'sealed~%' AND key_kind <> 'ERASED'
      ORDER BY profile_id LIMIT ? FOR UPDATE SKIP LOCKED
      """;

  private static final String MAKE_KEYS =
      """
      INSERT INTO data_key (profile_id, wrapped) SELECT p, w FROM unnest(?::uuid[], ?::bytea[]) n(p, w) ORDER BY p
      ON CONFLICT (profile_id) DO NOTHING
      """;

  private static final String KEYS =
      "SELECT profile_id, wrapped FROM data_key WHERE profile_id = ANY(?)";

  private static final String SEAL =
      "UPDATE profile p SET key = n.k FROM unnest(?::uuid[], ?::text[]) n(p, k) WHERE p.profile_id = n.p";

  private PlainKeyStore() {}

  /** Seals all that stand in plain, batch by batch, each committed. */
  static void seal(Connection connection, KeyRing ring) throws SQLException {
    connection.setAutoCommit(false);
    int sealed;
    do {
      sealed = next(connection, ring);
      connection.commit();
    } while (sealed > 0);
  }

  private static int next(Connection connection, KeyRing ring) throws SQLException {
    Map<UUID, String> plain = plain(connection);
    if (plain.isEmpty()) {
      return 0;
    }
    Map<UUID, DataKey> keys = keys(connection, ring, List.copyOf(plain.keySet()));
    List<String> sealed = new ArrayList<>();
    plain.forEach((profile, key) -> sealed.add(Sealed.key(keys.get(profile), profile, key)));
    try (PreparedStatement statement = connection.prepareStatement(SEAL)) {
      statement.setArray(1, connection.createArrayOf("uuid", plain.keySet().toArray()));
      statement.setArray(2, connection.createArrayOf("text", sealed.toArray()));
      return statement.executeUpdate();
    }
  }

  private static Map<UUID, String> plain(Connection connection) throws SQLException {
    Map<UUID, String> plain = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
      statement.setInt(1, ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          plain.put(rows.getObject(1, UUID.class), rows.getString(2));
        }
      }
    }
    return plain;
  }

  private static Map<UUID, DataKey> keys(Connection connection, KeyRing ring, List<UUID> profiles)
      throws SQLException {
    java.sql.Array ids = connection.createArrayOf("uuid", profiles.toArray());
    try (PreparedStatement statement = connection.prepareStatement(MAKE_KEYS)) {
      statement.setArray(1, ids);
      statement.setArray(
          2,
          connection.createArrayOf(
              "bytea", profiles.stream().map(ring::fresh).toArray(byte[][]::new)));
      statement.executeUpdate();
    }
    Map<UUID, DataKey> keys = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(KEYS)) {
      statement.setArray(1, ids);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          UUID profile = rows.getObject(1, UUID.class);
          keys.put(profile, ring.dataKey(profile, rows.getBytes(2)));
        }
      }
    }
    return keys;
  }
}

package io.tributary.platform.keys;

import io.tributary.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.flywaydb.core.api.migration.JavaMigration;

/** The master key of the tests, and what is sealed under it. */
public final class TestKeys {
  /** As it is set. */
  public static final String MASTER = "test:dGhlIGtleSBvZiB0ZXN0cywgYW5kIG9mIG5vdGhpbmc=";

  private static final MasterKeys MASTERS = MasterKeys.parse(MASTER, "the tests' key");

  private static boolean isUsed;

  private TestKeys() {}

  /** For rules that are tried without an application. */
  public static void use() {
    if (isUsed) {
      return;
    }
    isUsed = true;
    KeyRing.use(KeyRing.of(MASTERS, KeyRing.newRoot(MASTERS)));
  }

  private static final MasterKeys NEW = MasterKeys.parse("new:" + "B".repeat(42) + "A=", "x");
  private static final MasterKeys NEW_AND_OLD =
      MasterKeys.parse("new:" + "B".repeat(43) + "=," + MASTER, "x");
  private static final MasterKeys OLD_AND_NEW =
      MasterKeys.parse(MASTER + ",new:" + "B".repeat(42) + "A=", "x");

  /** As if the application had been started with another key before the tests' own. */
  public static void useNewAndOld() {
    take(NEW_AND_OLD);
  }

  /** As if it had been started with the other key alone. */
  public static void useNewAlone() {
    take(NEW);
  }

  /** As if it had been started with the tests' key and the other one. */
  public static void useOldAndNew() {
    take(OLD_AND_NEW);
  }

  /** As if it had been started with the tests' key alone. */
  public static void useAlone() {
    take(MASTERS);
  }

  private static void take(MasterKeys masters) {
    isUsed = true;
    try (Connection connection = TestDatabase.connect()) {
      KeyRing.use(KeyRingStore.read(connection, masters));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The steps of migration that are not SQL, under the tests' key. */
  public static JavaMigration[] steps() {
    return new JavaMigration[] {
      sealing(),
      new V279__refused_rows_sealed(() -> MASTERS),
      new V352__profile_keys_sealed(() -> MASTERS)
    };
  }

  /** The step of migration that seals, under the tests' key. */
  public static V276__identifiers_sealed sealing() {
    return new V276__identifiers_sealed(() -> MASTERS);
  }

  /** A row of data_key for COPY, and what seals the profile's identifiers. */
  public static final class OfProfile {
    private final byte[] wrapped;
    private final DataKey key;

    /** Makes a profile's key. */
    public OfProfile(UUID profile) {
      use();
      wrapped = KeyRing.inUse().fresh(profile);
      key = KeyRing.inUse().dataKey(profile, wrapped);
    }

    /** The wrapped key, as COPY reads it. */
    public String wrapped() {
      return copied(wrapped);
    }

    /** A sealed identifier, as COPY reads it. */
    public String sealed(UUID hash, String value) {
      return copied(key.seal(Sealed.IDENTIFIER, hash, value));
    }

    private static String copied(byte[] bytes) {
      return "\\\\x" + HexFormat.of().formatHex(bytes);
    }
  }

  /** What a bare hash is stored as. */
  public static UUID blind(UUID hash) {
    use();
    return KeyRing.inUse().blind(hash);
  }

  /** The same where the master key is that of a file. */
  public static UUID blind(UUID hash, Path masterFile) {
    try {
      MasterKeys masters = MasterKeys.parse(Files.readString(masterFile), "a file");
      return KeyRing.of(masters, KeyRing.newRoot(masters)).blind(hash);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Has the statements of a connection read the ids by which sources know people as they were given
   * and not as they are kept.
   */
  public static void openProfiles(Connection connection) throws SQLException {
    use();
    openProfiles(connection, KeyRing.inUse());
  }

  /** The same where the master key is that of a file. */
  public static void openProfiles(Connection connection, Path masterFile)
      throws SQLException, IOException {
    MasterKeys masters = MasterKeys.parse(Files.readString(masterFile), "a file");
    openProfiles(connection, KeyRing.of(masters, KeyRing.newRoot(masters)));
  }

  private static void openProfiles(Connection connection, KeyRing ring) throws SQLException {
    Map<UUID, String> keys = openedKeys(connection, ring);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE opened_key (profile_id uuid PRIMARY KEY, key text)");
      statement.execute(
          "CREATE TEMP VIEW profile AS SELECT profile_id, source_id, key_kind, coalesce(o.key, p.key) AS key, customer_id,"
              + " home_id, paid, first_seen_at, last_seen_at, created_at"
              + " FROM public.profile p LEFT JOIN opened_key o USING (profile_id)");
    }
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO opened_key SELECT * FROM unnest(?::uuid[], ?::text[])")) {
      insert.setArray(1, connection.createArrayOf("uuid", keys.keySet().toArray()));
      insert.setArray(2, connection.createArrayOf("text", keys.values().toArray()));
      insert.executeUpdate();
    }
  }

  private static Map<UUID, String> openedKeys(Connection connection, KeyRing ring)
      throws SQLException {
    Map<UUID, String> keys = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT profile_id, substring(key FROM 8), wrapped FROM profile JOIN data_key USING (profile_id)"
                    + " WHERE key LIKE 'sealed~%'")) {
      while (rows.next()) {
        UUID profile = rows.getObject(1, UUID.class);
        keys.put(
            profile,
            Sealed.key(ring.dataKey(profile, rows.getBytes(3)), profile, rows.getBytes(2)));
      }
    }
    return keys;
  }

  /** Writes an identifier of a profile as the application would. */
  public static void identifier(
      Connection connection,
      UUID profile,
      String kind,
      String scope,
      String value,
      UUID hash,
      String state) {
    use();
    KeyRing ring = KeyRing.inUse();
    try (var key =
            connection.prepareStatement(
                "INSERT INTO data_key VALUES (?, ?) ON CONFLICT DO NOTHING");
        var read =
            connection.prepareStatement("SELECT wrapped FROM data_key WHERE profile_id = ?");
        var write =
            connection.prepareStatement(
                "INSERT INTO profile_identifier (profile_id, kind, scope, value_hash, sealed, state, first_seen_at, last_seen_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, now(), now())")) {
      key.setObject(1, profile);
      key.setBytes(2, ring.fresh(profile));
      key.executeUpdate();
      read.setObject(1, profile);
      try (ResultSet rows = read.executeQuery()) {
        rows.next();
        write.setObject(1, profile);
        write.setString(2, kind);
        write.setString(3, scope);
        write.setObject(4, hash);
        write.setBytes(
            5, ring.dataKey(profile, rows.getBytes(1)).seal(Sealed.IDENTIFIER, hash, value));
        write.setString(6, state);
        write.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The identifiers of profiles that a condition on {@code i} (the identifier) and {@code p} (the
   * profile) chooses, as {@code KIND|value}, each once, sorted.
   */
  public static List<String> identifiers(Connection connection, String condition) {
    try {
      openProfiles(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new ArrayList<>(new TreeSet<>(opened(connection, condition)));
  }

  /** What is sealed, opened, a text for each row, by table. */
  public static Map<String, List<String>> sealed(Connection connection) throws SQLException {
    use();
    Map<String, List<String>> found = new HashMap<>();
    found.put("profile_identifier", opened(connection, "true"));
    found.put("profile", List.copyOf(openedKeys(connection, KeyRing.inUse()).values()));
    for (String column : List.of(Sealed.REJECTED_MESSAGE, Sealed.IMPORT_REJECTION)) {
      String[] place = column.split("\\.");
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT " + place[1] + " FROM " + place[0])) {
        List<String> texts = found.computeIfAbsent(place[0], t -> new ArrayList<>());
        while (rows.next()) {
          texts.add(Sealed.opened(column, rows.getString(1)));
        }
      }
    }
    return found;
  }

  private static List<String> opened(Connection connection, String condition) {
    use();
    KeyRing ring = KeyRing.inUse();
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT i.kind, i.profile_id, i.value_hash, i.sealed, d.wrapped FROM profile_identifier i"
                    + " JOIN profile p USING (profile_id) JOIN data_key d USING (profile_id) WHERE "
                    + condition)) {
      while (rows.next()) {
        UUID profile = rows.getObject(2, UUID.class);
        found.add(
            rows.getString(1)
                + "|"
                + ring.dataKey(profile, rows.getBytes(5))
                    .open(Sealed.IDENTIFIER, rows.getObject(3, UUID.class), rows.getBytes(4)));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }
}

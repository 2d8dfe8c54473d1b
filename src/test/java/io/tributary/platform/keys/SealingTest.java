package io.tributary.platform.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.local.LocalMode.Refusal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database from before identifiers were sealed. */
class SealingTest {
  private static final String NAME = "sealing";
  private static final int PEOPLE = 4_500;

  private String address;

  @BeforeEach
  void a_database_with_identifiers_in_plain() throws SQLException {
    address = TestDatabase.separate(NAME, "275");
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      UUID profile = new UUID(7, i);
      UUID hash = Ids.hash("identifier", "PHONE", "", phone(i));
      rows.add("('%s'::uuid, '%s', '%s'::uuid)".formatted(profile, phone(i), hash));
    }
    try (Connection connection = TestDatabase.connect(NAME);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO source (source_id, name, kind, trust_rank, region, currency, timezone, asserts_identifiers, write_key_hash, created_at, version)
          VALUES (gen_random_uuid(), 'till', 'OFFLINE', 50, 'CN', 'CNY', 'UTC', true, 'x', now(), 0);
          CREATE TABLE planted (p uuid, v text, h uuid);
          INSERT INTO planted VALUES %s;
          INSERT INTO profile (profile_id, source_id, key_kind, key, first_seen_at, last_seen_at, created_at)
          SELECT p, source_id, 'USER_ID', v, now(), now(), now() FROM planted, source;
          INSERT INTO profile_key SELECT h, p FROM planted;
          INSERT INTO profile_identifier (profile_id, kind, scope, value, value_hash, state, first_seen_at, last_seen_at)
          SELECT p, 'PHONE', '', v, h, 'VERIFIED', now(), now() FROM planted;
          INSERT INTO identifier_claim (value_hash, kind, scope, value, profile_id, claimed_at) SELECT h, 'PHONE', '', v, p, now() FROM planted;
          INSERT INTO device_sign_in SELECT h, now(), p FROM planted LIMIT 3;
          INSERT INTO device_visit SELECT h, now(), p, p FROM planted LIMIT 3;
          INSERT INTO match_review (review_id, customer_id, other_id, guard, evidence, state, opened_at)
          SELECT p, p, p, 'VETO', jsonb_build_array(jsonb_build_object('kind', 'PHONE', 'scope', '', 'hash', h)), 'OPEN', now()
          FROM planted LIMIT 3
          """
              .formatted(String.join(",", rows)));
    }
  }

  private static String phone(int i) {
    return "+86139%08d".formatted(i);
  }

  private FluentConfiguration flyway(V276__identifiers_sealed sealing) {
    return Flyway.configure()
        .dataSource("jdbc:" + address, "postgres", "postgres")
        .javaMigrations(
            sealing,
            new V352__profile_keys_sealed(
                () -> MasterKeys.parse(TestKeys.MASTER, "the tests' key")));
  }

  private static List<String> rows(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(NAME);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = TestDatabase.connect(NAME);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void it_is_sealed_by_batches_and_goes_on_where_it_was_cut_short() throws SQLException {
    run(
        """
        CREATE FUNCTION trip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'tripped'; END $$;
        CREATE TRIGGER trip BEFORE UPDATE ON profile_identifier FOR EACH ROW
        WHEN (OLD.value = '%s') EXECUTE FUNCTION trip()
        """
            .formatted(phone(PEOPLE - 1)));
    assertThrows(RuntimeException.class, () -> flyway(TestKeys.sealing()).load().migrate());
    List<String> sealed =
        rows("SELECT sealed::text FROM profile_identifier WHERE sealed IS NOT NULL");
    assertEquals(4_000, sealed.size(), "two batches are kept");
    run("DROP TRIGGER trip ON profile_identifier");
    flyway(TestKeys.sealing()).load().migrate();
    assertTrue(
        rows("SELECT sealed::text FROM profile_identifier").containsAll(sealed),
        "what was sealed was left alone");
    try (Connection connection = TestDatabase.connect(NAME)) {
      List<String> opened = TestKeys.identifiers(connection, "true");
      assertEquals(PEOPLE, opened.size());
      assertEquals("PHONE|" + phone(7), opened.get(7));
    }
    UUID blind = TestKeys.blind(Ids.hash("identifier", "PHONE", "", phone(7)));
    for (String look :
        List.of(
            "profile_identifier WHERE value_hash",
            "identifier_claim WHERE value_hash",
            "profile_key WHERE key_hash")) {
      assertEquals(List.of("1"), rows("SELECT count(*) FROM " + look + " = '" + blind + "'"), look);
    }
    assertEquals(
        List.of("0"),
        rows(
            """
            SELECT (SELECT count(*) FROM device_sign_in JOIN planted ON h = key_hash)
              + (SELECT count(*) FROM device_visit JOIN planted ON h = key_hash)
              + (SELECT count(*) FROM match_review WHERE jsonb_path_exists(evidence, '$[*].hash'))
              + (SELECT count(*) FROM match_review JOIN planted ON position(h::text IN evidence::text) > 0)
            """));
    theKeysOfProfilesAreSealed();
    assertEquals(
        List.of("3"),
        rows(
            "SELECT count(*) FROM match_review WHERE evidence @> '[{\"kind\": \"PHONE\"}]' AND jsonb_path_exists(evidence, '$[*].index')"));
  }

  /** Also those that a replica of the version before writes after the migration. */
  private static void theKeysOfProfilesAreSealed() throws SQLException {
    String plain = "SELECT count(*) FROM profile WHERE key NOT LIKE 'sealed~%'";
    assertEquals(List.of("0"), rows(plain));
    List<String> sealed = rows("SELECT key FROM profile ORDER BY 1");
    run("UPDATE profile SET key = '" + phone(7) + "' WHERE profile_id = '" + new UUID(7, 7) + "'");
    try (Connection connection = TestDatabase.connect(NAME)) {
      PlainKeyStore.seal(connection, KeyRing.inUse());
    }
    assertEquals(List.of("0"), rows(plain));
    List<String> again = rows("SELECT key FROM profile ORDER BY 1");
    again.removeAll(sealed);
    assertEquals(1, again.size(), "the others were left alone");
    try (Connection connection = TestDatabase.connect(NAME);
        Statement statement = connection.createStatement()) {
      TestKeys.openProfiles(connection);
      ResultSet right =
          statement.executeQuery(
              "SELECT count(*) FROM profile JOIN planted ON p = profile_id AND v = key");
      right.next();
      assertEquals(PEOPLE, right.getInt(1));
    }
  }

  @Test
  void without_a_master_key_or_with_another_nothing_is_sealed_or_opened() throws SQLException {
    V276__identifiers_sealed none =
        new V276__identifiers_sealed(
            () -> {
              throw new Refusal("no master key is configured");
            });
    assertThrows(RuntimeException.class, () -> flyway(none).load().migrate());
    assertEquals(List.of("0"), rows("SELECT count(*) FROM profile_identifier WHERE value IS NULL"));
    flyway(TestKeys.sealing()).load().migrate();
    MasterKeys other = MasterKeys.parse("test:" + "C".repeat(42) + "A=", "x");
    try (Connection connection = TestDatabase.connect(NAME)) {
      assertThrows(Refusal.class, () -> KeyRingStore.read(connection, other));
      run("DELETE FROM key_ring");
      assertThrows(
          Refusal.class,
          () -> KeyRingStore.read(connection, MasterKeys.parse(TestKeys.MASTER, "x")));
    }
  }
}

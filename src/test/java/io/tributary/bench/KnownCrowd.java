package io.tributary.bench;

import io.tributary.identity.linking.KeptTraits;
import io.tributary.identity.linking.score.TraitReader;
import io.tributary.identity.linking.score.Traits;
import io.tributary.platform.Ids;
import io.tributary.platform.demo.Crowd;
import io.tributary.platform.demo.Crowd.Somebody;
import io.tributary.platform.keys.TestKeys;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.postgresql.PGConnection;

/**
 * Profiles by number, written by COPY as facts and the change queue would leave them. Every sixth
 * is the second profile of the person three before, with slips of the pen and without a value that
 * ties.
 */
final class KnownCrowd {
  /** The source that knows them. */
  static final String SOURCE = "00000000-0000-7000-8000-000000000001";

  private static final long SEED = 7;
  private static final int CHUNK = 20_000;
  private static final String DAY = "2024-01-01";

  private KnownCrowd() {}

  /** The person behind a profile. */
  static int person(int profile) {
    return profile % 6 == 5 ? profile - 3 : profile;
  }

  /** What a profile says: attributes, and under "phone" and "email" its identifiers. */
  static Map<String, String> said(int profile) {
    Somebody who = Crowd.somebody(SEED, person(profile));
    Map<String, String> said = new LinkedHashMap<>();
    said.put("name", who.name());
    said.put("city", who.city());
    said.put("gender", who.gender());
    said.put("phone", who.phone());
    if (who.born() != null) {
      said.put("birth_date", who.born().toString());
    }
    if (who.email() != null) {
      said.put("email", who.email());
    }
    return profile == person(profile) ? said : slipped(said, profile);
  }

  private static Map<String, String> slipped(Map<String, String> said, int profile) {
    SplittableRandom random = new SplittableRandom(SEED * 31 + profile);
    double phone = random.nextDouble();
    if (phone < .3) {
      said.remove("phone");
    } else if (phone < .4) {
      String digits = said.get("phone");
      said.put("phone", digits.substring(0, digits.length() - 1) + random.nextInt(10));
    }
    if (random.nextDouble() < .3) {
      said.remove("birth_date");
    }
    if (random.nextDouble() < .3) {
      said.remove("email");
    }
    if (random.nextDouble() < .2) {
      said.remove("gender");
    }
    return said;
  }

  /** A profile's id. */
  static UUID profile(int number) {
    return new UUID(0x0190000000007000L, 0x8000000000000000L | number);
  }

  /** The customer that a profile was at first. */
  static UUID customer(int number) {
    return new UUID(0x0190000000017000L, 0x8000000000000000L | number);
  }

  /** Makes the source, once. */
  static void source(Database database) throws SQLException {
    database.run(
        """
        INSERT INTO source (source_id, name, kind, trust_rank, region, currency, timezone, asserts_identifiers, write_key_hash, created_at, version)
        VALUES ('%s', 'till', 'OFFLINE', 50, 'CN', 'CNY', 'UTC', true, 'x', now(), 0)
        """
            .formatted(SOURCE));
  }

  /** Writes profiles from one number up to another, which is left out. */
  static void fill(Database database, int from, int to) throws SQLException, IOException {
    fill(database, from, to, true);
  }

  /**
   * Writes profiles from one number up to another, which is left out.
   *
   * @param matched whether what matching keeps of them is written, too
   */
  static void fill(Database database, int from, int to, boolean matched)
      throws SQLException, IOException {
    try (Connection connection = database.connect()) {
      for (int at = from; at < to; at += CHUNK) {
        chunk(connection, at, Math.min(to, at + CHUNK), matched);
      }
    }
  }

  private static void chunk(Connection connection, int from, int to, boolean matched)
      throws SQLException, IOException {
    Map<String, StringBuilder> tables = new LinkedHashMap<>();
    for (int i = from; i < to; i++) {
      Map<String, String> said = said(i);
      UUID profile = profile(i);
      TestKeys.OfProfile dataKey = new TestKeys.OfProfile(profile);
      UUID customer = customer(i);
      line(
          tables,
          "customer (customer_id, display_name, created_at, updated_at)",
          customer,
          said.get("name"),
          DAY,
          DAY);
      line(
          tables,
          "profile (profile_id, source_id, key_kind, key, customer_id, home_id, first_seen_at, last_seen_at, created_at)",
          profile,
          SOURCE,
          "USER_ID",
          "c" + i,
          customer,
          customer,
          DAY,
          DAY,
          DAY);
      line(
          tables,
          "profile_key (key_hash, profile_id)",
          TestKeys.blind(Ids.hash("profile", SOURCE, "USER_ID", "c" + i)),
          profile);
      line(tables, "data_key (profile_id, wrapped)", profile, dataKey.wrapped());
      Map<String, String> attributes = new HashMap<>(said);
      identifier(tables, profile, dataKey, "PHONE", attributes.remove("phone"), i);
      identifier(tables, profile, dataKey, "EMAIL", attributes.remove("email"), i);
      attributes.forEach(
          (name, value) -> {
            line(
                tables,
                "profile_attribute (profile_id, name, value, verified, observed_at)",
                profile,
                name,
                Json.encode(value),
                "false",
                DAY);
            line(
                tables,
                "customer_attribute (customer_id, name, value, profile_id, observed_at, rule)",
                customer,
                name,
                Json.encode(value),
                profile,
                DAY,
                "ONLY_VALUE");
          });
      if (matched) {
        matched(tables, profile, traits(said, attributes));
      }
    }
    for (Map.Entry<String, StringBuilder> table : tables.entrySet()) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY " + table.getKey() + " FROM STDIN",
              new StringReader(table.getValue().toString()));
    }
  }

  private static void matched(Map<String, StringBuilder> tables, UUID profile, Traits traits) {
    List<Long> keys = KeptTraits.keys(traits);
    line(
        tables,
        "linking_traits (profile_id, traits, keys)",
        profile,
        KeptTraits.text(traits).replace("\t", "\\t"),
        keys.toString().replace('[', '{').replace(']', '}'));
    keys.forEach(key -> line(tables, "linking_key (key, profile_id)", key, profile));
  }

  /** The first profile of a person claims the value; the second says it without proof. */
  private static void identifier(
      Map<String, StringBuilder> tables,
      UUID profile,
      TestKeys.OfProfile dataKey,
      String kind,
      String value,
      int number) {
    if (value == null) {
      return;
    }
    UUID hash = TestKeys.blind(Ids.hash("identifier", kind, "", value));
    boolean first = person(number) == number;
    line(
        tables,
        "profile_identifier (profile_id, kind, scope, sealed, value_hash, state, first_seen_at, last_seen_at)",
        profile,
        kind,
        "",
        dataKey.sealed(hash, value),
        hash,
        first ? "VERIFIED" : "UNVERIFIED",
        DAY,
        DAY);
  }

  private static Traits traits(Map<String, String> said, Map<String, String> attributes) {
    return TraitReader.read(
        attributes,
        said.containsKey("phone") ? List.of(said.get("phone")) : List.of(),
        said.containsKey("email") ? List.of(said.get("email")) : List.of(),
        List.of());
  }

  private static void line(Map<String, StringBuilder> tables, String table, Object... values) {
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(value.toString());
    }
    tables
        .computeIfAbsent(table, t -> new StringBuilder())
        .append(String.join("\t", texts))
        .append('\n');
  }
}

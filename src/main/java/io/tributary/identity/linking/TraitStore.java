package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.linking.score.BlockingRule;
import io.tributary.identity.linking.score.TraitReader;
import io.tributary.identity.linking.score.Traits;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.keys.DataKey;
import io.tributary.platform.keys.KeyRing;
import io.tributary.platform.keys.Sealed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Keeps what profiles say in the form in which it is compared, and the keys they are found by. */
final class TraitStore {
  /** The attributes that {@link TraitReader} reads. */
  private static final String[] ATTRIBUTES = {
    "name",
    "first_name",
    "last_name",
    "birth_date",
    "gender",
    "address",
    "address2",
    "house_number",
    "city",
    "region",
    "postcode",
    "national_id"
  };

  /** What profiles say; of people who restricted the processing of their data, nothing. */
  private static final String SAID =
      """
      WITH restricted AS MATERIALIZED (SELECT customer_id FROM limited_customer WHERE kind = 'RESTRICTION'),
      told (name) AS MATERIALIZED (
        SELECT unnest($1::text[]) UNION
        SELECT jsonb_array_elements_text(coalesce(rules -> 'onePerPerson', '[]')) FROM identifier_policy
        WHERE version = (SELECT max(version) FROM identifier_policy))
      SELECT p.profile_id, t.traits, t.keys,
             (SELECT jsonb_object_agg(a.name, a.value)::text FROM profile_attribute a
              WHERE a.profile_id = p.profile_id AND a.name = ANY($1)
                AND NOT p.customer_id IN (SELECT customer_id FROM restricted)),
             (SELECT jsonb_agg(jsonb_build_array(i.kind, i.value_hash, encode(i.sealed, 'hex')))::text
              FROM profile_identifier i WHERE i.profile_id = p.profile_id AND i.kind IN ('PHONE', 'EMAIL', 'CARD_NUMBER')
                AND i.state IN ('VERIFIED', 'UNVERIFIED') AND NOT p.customer_id IN (SELECT customer_id FROM restricted)),
             d.wrapped, y.ties,
             (SELECT md5(string_agg(concat_ws(' ', i.value_hash, coalesce(i.held_state, i.state), extract(epoch FROM i.first_seen_at)), ',' ORDER BY i.value_hash))
              FROM profile_identifier i
              WHERE i.profile_id = p.profile_id AND (i.state IN ('VERIFIED', 'UNVERIFIED') OR i.held_state IS NOT NULL)),
             (SELECT md5(string_agg(concat_ws(' ', l.other_id, extract(epoch FROM l.seen_at)), ',' ORDER BY l.other_id))
              FROM profile_link l WHERE l.profile_id = p.profile_id),
             (SELECT md5(string_agg(concat_ws(' ', a.name, a.value, a.verified), ',' ORDER BY a.name))
              FROM profile_attribute a JOIN told USING (name) WHERE a.profile_id = p.profile_id),
             p.paid
      FROM profile p LEFT JOIN linking_traits t USING (profile_id) LEFT JOIN data_key d USING (profile_id)
      LEFT JOIN linking_ties y USING (profile_id)
      """;

  /** What the profiles of customers say now, and what was kept of it. */
  private static final String OF_CUSTOMERS = SAID + "WHERE p.customer_id = ANY($2)";

  /** The same for the next profiles by id. */
  private static final String AFTER =
      SAID + "WHERE p.profile_id > $2 AND p.customer_id IS NOT NULL ORDER BY p.profile_id LIMIT $3";

  private static final String KEEP =
      """
      INSERT INTO linking_traits AS t (profile_id, traits, keys)
      SELECT p, x, k::bigint[] FROM unnest($1::uuid[], $2::text[], $3::text[]) n(p, x, k) ORDER BY p
      ON CONFLICT (profile_id) DO UPDATE SET traits = excluded.traits, keys = excluded.keys
      """;

  private static final String KEEP_TIES =
      """
      INSERT INTO linking_ties AS t (profile_id, ties) SELECT p, x FROM unnest($1::uuid[], $2::text[]) n(p, x) ORDER BY p
      ON CONFLICT (profile_id) DO UPDATE SET ties = excluded.ties
      """;

  private static final String DROP_KEYS =
      """
      DELETE FROM linking_key k USING unnest($1::bigint[], $2::uuid[]) n(k, p)
      WHERE k.key = n.k AND k.profile_id = n.p
      """;

  private static final String ADD_KEYS =
      """
      INSERT INTO linking_key (key, profile_id)
      SELECT k, p FROM unnest($1::bigint[], $2::uuid[]) n(k, p) ORDER BY k, p
      ON CONFLICT DO NOTHING
      """;

  private static final String NOTE =
      """
      INSERT INTO linking_pending (profile_id, noted_at) SELECT p, $2 FROM unnest($1::uuid[]) p ORDER BY p
      ON CONFLICT (profile_id) DO UPDATE SET noted_at = excluded.noted_at
      """;

  /** Profiles that share a key with somebody; a key of too many is passed over. */
  private static final String CANDIDATES =
      """
      SELECT t.profile_id, p.customer_id, t.traits
      FROM (
        SELECT DISTINCT found.profile_id FROM unnest($1::bigint[], $2::int[]) k(key, most)
        CROSS JOIN LATERAL (
          SELECT few.profile_id, count(*) OVER () AS sharers
          FROM (SELECT l.profile_id FROM linking_key l WHERE l.key = k.key LIMIT k.most + 1) few
        ) found
        WHERE found.sharers <= k.most
      ) c JOIN linking_traits t USING (profile_id) JOIN profile p USING (profile_id)
      """;

  private static final String BY_PROFILES =
      """
      SELECT t.profile_id, p.customer_id, t.traits FROM linking_traits t JOIN profile p USING (profile_id)
      WHERE t.profile_id = ANY($1)
      """;

  private static final int[] MOST = BlockingRule.mostByCode();

  private TraitStore() {}

  /** A profile with what it says, and whose it is. */
  record Known(UUID profile, UUID customer, Traits traits) {}

  /** What a profile says now, and what was kept of it; null when nothing was. */
  private record Said(
      UUID profile, Traits traits, String kept, Set<Long> keptKeys, String ties, String keptTies) {
    boolean isNews() {
      return !traits.equals(kept == null ? Traits.of() : KeptTraits.read(kept));
    }

    /** Whether something else ties it now, or tells its person from others. */
    boolean isTiedAnew() {
      return !ties.equals(keptTies == null ? "" : keptTies);
    }
  }

  /**
   * Brings up to date what is kept of the profiles of customers and notes those that say something
   * new, to be compared with all.
   */
  static Uni<Void> refresh(SqlConnection connection, Collection<UUID> customers, Instant now) {
    return connection
        .preparedQuery(OF_CUSTOMERS)
        .execute(Tuple.of(ATTRIBUTES, customers.toArray(UUID[]::new)))
        .map(TraitStore::said)
        .chain(
            said ->
                keep(connection, said.stream().filter(Said::isNews).toList())
                    .chain(() -> keepTies(connection, said))
                    .chain(
                        () ->
                            note(
                                connection,
                                said.stream().filter(s -> s.isNews() || s.isTiedAnew()).toList(),
                                now)));
  }

  /**
   * Brings up to date what is kept of the next profiles by id, without noting them.
   *
   * @return the last of them; null when there are no more
   */
  static Uni<UUID> refreshAfter(SqlConnection connection, UUID after, int limit) {
    return connection
        .preparedQuery(AFTER)
        .execute(Tuple.of(ATTRIBUTES, after, limit))
        .chain(
            rows -> {
              UUID last = null;
              for (Row row : rows) {
                last = row.getUUID(0);
              }
              UUID end = last;
              return keep(connection, said(rows).stream().filter(Said::isNews).toList())
                  .map(nothing -> end);
            });
  }

  private static List<Said> said(RowSet<Row> rows) {
    List<Said> said = new ArrayList<>();
    for (Row row : rows) {
      Long[] keys = row.getArrayOfLongs(2);
      said.add(
          new Said(
              row.getUUID(0),
              read(row.getString(3), identifiers(row)),
              row.getString(1),
              keys == null ? Set.of() : Set.copyOf(Arrays.asList(keys)),
              ties(row),
              row.getString(6)));
    }
    said.sort((one, other) -> one.profile().toString().compareTo(other.profile().toString()));
    return said;
  }

  /** What ties a profile, in short; empty when nothing does. */
  private static String ties(Row row) {
    String values = row.getString(7);
    String links = row.getString(8);
    return values == null && links == null
        ? ""
        : values + " " + links + " " + row.getString(9) + " " + row.getBoolean(10);
  }

  private static Uni<Void> keepTies(SqlConnection connection, List<Said> said) {
    return Columns.of(said.stream().filter(Said::isTiedAnew).toList())
        .uuids(Said::profile)
        .texts(Said::ties)
        .execute(connection, KEEP_TIES);
  }

  /** A profile's phones, e-mails and cards, by kind. */
  private static Map<String, List<String>> identifiers(Row row) {
    Map<String, List<String>> values = new HashMap<>();
    if (row.getString(4) != null) {
      UUID profile = row.getUUID(0);
      DataKey key = KeyRing.inUse().dataKey(profile, row.getBuffer(5).getBytes());
      for (Object part : new JsonArray(row.getString(4))) {
        JsonArray identifier = (JsonArray) part;
        values
            .computeIfAbsent(identifier.getString(0), kind -> new ArrayList<>())
            .add(
                key.open(
                    Sealed.IDENTIFIER,
                    UUID.fromString(identifier.getString(1)),
                    HexFormat.of().parseHex(identifier.getString(2))));
      }
    }
    return values;
  }

  private static Traits read(String attributes, Map<String, List<String>> values) {
    Map<String, String> texts = new HashMap<>();
    if (attributes != null) {
      new JsonObject(attributes)
          .forEach(
              entry -> {
                if (entry.getValue() != null) {
                  texts.put(entry.getKey(), entry.getValue().toString());
                }
              });
    }
    return TraitReader.read(
        texts,
        values.getOrDefault("PHONE", List.of()),
        values.getOrDefault("EMAIL", List.of()),
        values.getOrDefault("CARD_NUMBER", List.of()));
  }

  private static Uni<Void> keep(SqlConnection connection, List<Said> news) {
    if (news.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Pairs dropped = new Pairs(new ArrayList<>(), new ArrayList<>());
    Pairs added = new Pairs(new ArrayList<>(), new ArrayList<>());
    String[] keys = new String[news.size()];
    for (int i = 0; i < keys.length; i++) {
      Said said = news.get(i);
      List<Long> now = KeptTraits.keys(said.traits());
      keys[i] = now.toString().replace('[', '{').replace(']', '}');
      Set<Long> gone = new HashSet<>(said.keptKeys());
      now.stream().filter(key -> !gone.remove(key)).forEach(key -> added.add(key, said.profile()));
      gone.forEach(key -> dropped.add(key, said.profile()));
    }
    Tuple kept =
        Tuple.tuple()
            .addArrayOfUUID(news.stream().map(Said::profile).toArray(UUID[]::new))
            .addArrayOfString(
                news.stream().map(said -> KeptTraits.text(said.traits())).toArray(String[]::new))
            .addArrayOfString(keys);
    return connection
        .preparedQuery(KEEP)
        .execute(kept)
        .chain(() -> run(connection, DROP_KEYS, dropped))
        .chain(() -> run(connection, ADD_KEYS, added));
  }

  /** Keys and their profiles. */
  private record Pairs(List<Long> keys, List<UUID> profiles) {
    void add(Long key, UUID profile) {
      keys.add(key);
      profiles.add(profile);
    }
  }

  private static Uni<Void> run(SqlConnection connection, String sql, Pairs pairs) {
    return pairs.keys().isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(sql)
            .execute(
                Tuple.tuple()
                    .addArrayOfLong(pairs.keys().toArray(Long[]::new))
                    .addArrayOfUUID(pairs.profiles().toArray(UUID[]::new)))
            .replaceWithVoid();
  }

  private static Uni<Void> note(SqlConnection connection, List<Said> news, Instant now) {
    UUID[] profiles = news.stream().map(Said::profile).toArray(UUID[]::new);
    if (profiles.length == 0) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(NOTE)
        .execute(Tuple.of(profiles, FactKeys.utc(now)))
        .replaceWithVoid();
  }

  /** Profiles that share one of these keys, each once; keys that too many share find nobody. */
  static Uni<List<Known>> candidates(SqlClient client, Collection<Long> keys) {
    if (keys.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Integer[] most = keys.stream().map(TraitStore::most).toArray(Integer[]::new);
    return client
        .preparedQuery(CANDIDATES)
        .execute(Tuple.tuple().addArrayOfLong(keys.toArray(Long[]::new)).addArrayOfInteger(most))
        .map(TraitStore::known);
  }

  private static int most(long key) {
    return MOST[(int) (key & MOST.length - 1)];
  }

  /** What is kept of profiles, by profile; those of whom nothing is known are missing. */
  static Uni<Map<UUID, Known>> byProfiles(SqlClient client, Collection<UUID> profiles) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return client
        .preparedQuery(BY_PROFILES)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Known> found = new LinkedHashMap<>();
              known(rows).forEach(known -> found.put(known.profile(), known));
              return found;
            });
  }

  private static List<Known> known(RowSet<Row> rows) {
    List<Known> found = new ArrayList<>(rows.size());
    for (Row row : rows) {
      found.add(new Known(row.getUUID(0), row.getUUID(1), KeptTraits.read(row.getString(2))));
    }
    return found;
  }
}

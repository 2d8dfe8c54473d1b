package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.core.json.Json;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads what profiles said and writes what survived. */
final class SurvivorshipStore {
  private static final String CANDIDATES =
      """
      SELECT p.customer_id, p.profile_id, p.source_id, s.trust_rank, a.name, a.value::text, a.verified, a.observed_at
      FROM profile p JOIN profile_attribute a USING (profile_id) JOIN source s USING (source_id)
      WHERE p.customer_id = ANY($1)
      """;

  private static final String REMOVE_REST =
      """
      DELETE FROM customer_attribute a
      WHERE a.customer_id = ANY($1) AND NOT EXISTS (
        SELECT FROM unnest($2::uuid[], $3::text[]) n(c, n) WHERE n.c = a.customer_id AND n.n = a.name)
      """;

  private static final String KEEP =
      """
      INSERT INTO customer_attribute AS a (customer_id, name, value, profile_id, source_id, observed_at, rule)
      SELECT c, n, v::jsonb, p, s, t, $7 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::timestamptz[]) x(c, n, v, p, s, t)
      ORDER BY c, n
      ON CONFLICT (customer_id, name) DO UPDATE
      SET value = excluded.value, profile_id = excluded.profile_id, source_id = excluded.source_id,
          observed_at = excluded.observed_at, rule = excluded.rule
      WHERE (a.value, a.profile_id, a.observed_at, a.rule)
        IS DISTINCT FROM (excluded.value, excluded.profile_id, excluded.observed_at, excluded.rule)
      """;

  private static final String SHOW_NAMES =
      """
      UPDATE customer c SET display_name = n.n FROM unnest($1::uuid[], $2::text[]) n(c, n)
      WHERE c.customer_id = n.c AND c.display_name IS DISTINCT FROM n.n
      """;

  private SurvivorshipStore() {}

  /** Chooses again, among all their profiles, what survives of the attributes of customers. */
  static Uni<Void> refresh(SqlConnection connection, Collection<UUID> customers) {
    if (customers.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    UUID[] ids = customers.stream().distinct().sorted().toArray(UUID[]::new);
    return connection
        .preparedQuery(CANDIDATES)
        .execute(Tuple.of(ids))
        .chain(
            rows -> {
              List<Survivorship.Candidate> candidates = new ArrayList<>();
              for (Row row : rows) {
                candidates.add(
                    new Survivorship.Candidate(
                        row.getUUID(0),
                        row.getUUID(1),
                        row.getUUID(2),
                        row.getInteger(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBoolean(6),
                        row.getOffsetDateTime(7).toInstant()));
              }
              return write(connection, ids, Survivorship.choose(candidates));
            });
  }

  private static Uni<Void> write(
      SqlConnection connection, UUID[] ids, Map<UUID, Map<String, Survivorship.Candidate>> chosen) {
    List<Survivorship.Candidate> all =
        chosen.values().stream().flatMap(byName -> byName.values().stream()).toList();
    UUID[] customers = all.stream().map(Survivorship.Candidate::customer).toArray(UUID[]::new);
    String[] names = all.stream().map(Survivorship.Candidate::name).toArray(String[]::new);
    String[] shown = new String[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Map<String, String> texts = new HashMap<>();
      chosen
          .getOrDefault(ids[i], Map.of())
          .forEach(
              (name, candidate) -> {
                if (Json.decodeValue(candidate.value()) instanceof String text) {
                  texts.put(name, text);
                }
              });
      shown[i] = Survivorship.displayName(texts);
    }
    return IdentityStore.run(
            connection,
            REMOVE_REST,
            Tuple.tuple().addArrayOfUUID(ids).addArrayOfUUID(customers).addArrayOfString(names))
        .chain(
            () ->
                IdentityStore.run(
                    connection,
                    KEEP,
                    Tuple.tuple()
                        .addArrayOfUUID(customers)
                        .addArrayOfString(names)
                        .addArrayOfString(
                            all.stream().map(Survivorship.Candidate::value).toArray(String[]::new))
                        .addArrayOfUUID(
                            all.stream().map(Survivorship.Candidate::profile).toArray(UUID[]::new))
                        .addArrayOfUUID(
                            all.stream().map(Survivorship.Candidate::source).toArray(UUID[]::new))
                        .addArrayOfOffsetDateTime(
                            all.stream()
                                .map(c -> FactKeys.utc(c.observedAt()))
                                .toArray(OffsetDateTime[]::new))
                        .addString(Survivorship.RULE)))
        .chain(
            () ->
                IdentityStore.run(
                    connection,
                    SHOW_NAMES,
                    Tuple.tuple().addArrayOfUUID(ids).addArrayOfString(shown)));
  }
}

package io.tributary.identity.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.Identifier;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.IdentifierPolicy;
import io.tributary.platform.FactKeys;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Reads and writes the versions of the identifier table, and counts what a new one changes. */
@ApplicationScoped
class IdentifierPolicyStore {
  /** The versions below a number, newest first. */
  private static final String PAGE =
      """
      SELECT version, rules::text, published_at, published_by FROM identifier_policy
      WHERE version < $1 ORDER BY version DESC LIMIT $2
      """;

  /** Fails with a unique violation when the number was taken meanwhile. */
  private static final String PUBLISH =
      "INSERT INTO identifier_policy (version, rules, published_at, published_by) VALUES ($1, $2::text::jsonb, $3, $4)";

  /**
   * For kinds: how many values tie by a check alone and in all, and how many wait that were checked
   * and in all.
   */
  private static final String EFFECTS =
      """
      SELECT k.kind,
        (SELECT count(*) FROM identifier_claim c WHERE c.kind = k.kind AND c.shared_at IS NULL),
        (SELECT count(*) FROM identifier_claim c WHERE c.kind = k.kind AND c.shared_at IS NULL AND NOT EXISTS (
           SELECT FROM profile_identifier i JOIN profile p USING (profile_id)
           WHERE i.value_hash = c.value_hash AND (i.state = 'VERIFIED' OR p.paid))),
        (SELECT count(DISTINCT i.value_hash) FROM profile_identifier i
         WHERE i.kind = k.kind AND i.state IN ('VERIFIED', 'UNVERIFIED')
           AND NOT EXISTS (SELECT FROM identifier_claim c WHERE c.value_hash = i.value_hash)),
        (SELECT count(DISTINCT i.value_hash) FROM profile_identifier i JOIN profile p USING (profile_id)
         WHERE i.kind = k.kind AND (i.state = 'VERIFIED' OR i.state = 'UNVERIFIED' AND p.paid)
           AND NOT EXISTS (SELECT FROM identifier_claim c WHERE c.value_hash = i.value_hash)),
        (SELECT count(*) FROM (
           SELECT p.customer_id FROM identifier_claim c JOIN profile p USING (profile_id)
           WHERE c.kind = k.kind AND p.customer_id IS NOT NULL
           GROUP BY p.customer_id, c.scope HAVING count(*) > k.most) o)
      FROM unnest($1::text[], $2::integer[]) k(kind, most)
      """;

  private static final String COUNT_BLOCKED =
      "SELECT count(*) FROM identifier_claim WHERE value_hash = ANY($1)";

  /** Values that a placeholder list names tie nobody any longer; what they tied stays. */
  private static final String BLOCK =
      """
      WITH gone AS (DELETE FROM identifier_claim WHERE value_hash = ANY($1))
      UPDATE profile_identifier SET state = 'BLOCKED', reason = 'is a placeholder that many people share', held_state = NULL
      WHERE value_hash = ANY($1) AND (state IN ('VERIFIED', 'UNVERIFIED') OR held_state IS NOT NULL)
      """;

  /** The namespaces that values stand in. */
  private static final String SPACES = "SELECT DISTINCT kind, scope FROM profile_identifier";

  /** The next values by profile, to be looked at one by one: what is sealed has no beginning. */
  private static final String VALUES =
      """
      SELECT i.profile_id, i.value_hash, i.sealed, d.wrapped
      FROM profile_identifier i JOIN data_key d USING (profile_id)
      WHERE (i.profile_id, i.value_hash) > ($1, $2) AND i.state IN ('VERIFIED', 'UNVERIFIED')
      ORDER BY i.profile_id, i.value_hash LIMIT $3
      """;

  private static final UUID FIRST = new UUID(0, 0);
  private static final int VALUES_AT_ONCE = 5_000;

  private final ObjectMapper json;

  IdentifierPolicyStore(ObjectMapper json) {
    this.json = json;
  }

  Uni<List<PublishedIdentifierPolicy>> page(SqlClient client, int below, int limit) {
    return client
        .preparedQuery(PAGE)
        .execute(Tuple.of(below, limit))
        .map(
            rows -> {
              List<PublishedIdentifierPolicy> found = new ArrayList<>();
              for (Row row : rows) {
                found.add(
                    new PublishedIdentifierPolicy(
                        row.getInteger(0),
                        read(row.getString(1)),
                        row.getOffsetDateTime(2),
                        row.getString(3)));
              }
              return found;
            });
  }

  private IdentifierPolicy read(String rules) {
    try {
      return json.readValue(rules, IdentifierPolicy.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a version of the identifier table cannot be read", e);
    }
  }

  Uni<Void> publish(
      SqlConnection connection, int version, IdentifierPolicy policy, String by, Instant now) {
    try {
      return connection
          .preparedQuery(PUBLISH)
          .execute(Tuple.of(version, json.writeValueAsString(policy), FactKeys.utc(now), by))
          .replaceWithVoid();
    } catch (JsonProcessingException e) {
      return Uni.createFrom().failure(e);
    }
  }

  Uni<Void> block(SqlConnection connection, Collection<String> values) {
    return values.isEmpty()
        ? Uni.createFrom().voidItem()
        : found(connection, values)
            .chain(hashes -> connection.preparedQuery(BLOCK).execute(Tuple.of(hashes)))
            .replaceWithVoid();
  }

  Uni<Integer> countBlocked(SqlClient client, Collection<String> values) {
    return values.isEmpty()
        ? Uni.createFrom().item(0)
        : found(client, values)
            .chain(hashes -> client.preparedQuery(COUNT_BLOCKED).execute(Tuple.of(hashes)))
            .map(rows -> Math.toIntExact(rows.iterator().next().getLong(0)));
  }

  /**
   * What the values of a list are found by. Whole ones are looked up in every namespace; for one
   * with a {@code *} all values are opened, page by page.
   */
  private static Uni<UUID[]> found(SqlClient client, Collection<String> values) {
    List<String> parts = values.stream().filter(value -> value.contains("*")).toList();
    Set<UUID> hashes = new HashSet<>();
    return client
        .query(SPACES)
        .execute()
        .invoke(
            spaces ->
                spaces.forEach(
                    space ->
                        values.forEach(
                            value ->
                                hashes.add(
                                    new Identifier(
                                            IdentifierKind.valueOf(space.getString(0)),
                                            space.getString(1),
                                            value,
                                            Identifier.State.VERIFIED,
                                            null)
                                        .hash()))))
        .chain(() -> parts.isEmpty() ? Uni.createFrom().voidItem() : covered(client, parts, hashes))
        .map(nothing -> hashes.toArray(UUID[]::new));
  }

  private static Uni<Void> covered(SqlClient client, List<String> parts, Set<UUID> hashes) {
    AtomicReference<Tuple> after = new AtomicReference<>(Tuple.of(FIRST, FIRST, VALUES_AT_ONCE));
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                client
                    .preparedQuery(VALUES)
                    .execute(after.get())
                    .invoke(
                        rows -> {
                          for (Row row : rows) {
                            String value = Sealed.identifier(row, 0, 1);
                            if (parts.stream()
                                .anyMatch(part -> IdentifierPolicy.covers(part, value))) {
                              hashes.add(row.getUUID(1));
                            }
                            after.set(Tuple.of(row.getUUID(0), row.getUUID(1), VALUES_AT_ONCE));
                          }
                        }))
        .whilst(rows -> rows.size() == VALUES_AT_ONCE)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** What changes for kinds from one table to another. */
  Uni<List<IdentifierEffect>> effects(
      SqlClient client,
      Set<IdentifierKind> kinds,
      IdentifierPolicy before,
      IdentifierPolicy after) {
    String[] names = kinds.stream().map(Enum::name).toArray(String[]::new);
    Integer[] limits =
        kinds.stream()
            .map(kind -> after.kinds().get(kind).perCustomer())
            .map(limit -> limit == null ? Integer.MAX_VALUE : limit)
            .toArray(Integer[]::new);
    return client
        .preparedQuery(EFFECTS)
        .execute(Tuple.tuple().addArrayOfString(names).addArrayOfInteger(limits))
        .map(
            rows -> {
              List<IdentifierEffect> effects = new ArrayList<>();
              for (Row row : rows) {
                IdentifierKind kind = IdentifierKind.valueOf(row.getString(0));
                IdentifierPolicy.Ties is = after.kinds().get(kind).ties();
                boolean tied = before.kinds().get(kind).ties() != IdentifierPolicy.Ties.NEVER;
                effects.add(
                    new IdentifierEffect(
                        kind,
                        !tied ? 0 : stops(row, is),
                        begins(row, before.kinds().get(kind).ties(), is),
                        count(row, 5)));
              }
              return effects;
            });
  }

  private static int stops(Row row, IdentifierPolicy.Ties is) {
    return switch (is) {
      case ALWAYS -> 0;
      case VERIFIED_OR_PAID -> count(row, 2);
      case NEVER -> count(row, 1);
    };
  }

  private static int begins(Row row, IdentifierPolicy.Ties was, IdentifierPolicy.Ties is) {
    if (is == was || is == IdentifierPolicy.Ties.NEVER) {
      return 0;
    }
    return is == IdentifierPolicy.Ties.ALWAYS ? count(row, 3) : count(row, 4);
  }

  private static int count(Row row, int column) {
    return Math.toIntExact(row.getLong(column));
  }
}

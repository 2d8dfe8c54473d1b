package io.tributary.identity.survivorship;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes survivorship policies. Written with SQL, since the job that applies a policy is
 * queued in the transaction that publishes it.
 */
final class SurvivorshipPolicyStore {
  private static final String COLUMNS =
      "SELECT version, rules::text, published_at, published_by FROM survivorship_policy ";

  /** A page, the newest first; the first row of all is in force. */
  private static final String PAGE = COLUMNS + "WHERE version < $1 ORDER BY version DESC LIMIT $2";

  private static final String INSERT =
      "INSERT INTO survivorship_policy (version, rules, published_at, published_by) VALUES ($1, $2::text::jsonb, $3, $4)";

  private SurvivorshipPolicyStore() {}

  /** The policy in force; the built-in one when none was published. */
  static Uni<PublishedSurvivorshipPolicy> inForce(SqlClient client) {
    return page(client, Integer.MAX_VALUE, 1)
        .map(found -> found.isEmpty() ? PublishedSurvivorshipPolicy.BUILT_IN : found.get(0));
  }

  /** Policies below a version, the newest first. */
  static Uni<List<PublishedSurvivorshipPolicy>> page(SqlClient client, int below, int limit) {
    return client
        .preparedQuery(PAGE)
        .execute(Tuple.of(below, limit))
        .map(rows -> Rows.list(rows, row -> read(row)));
  }

  /** Adds a version; fails with a unique violation when its number is taken. */
  static Uni<Void> insert(
      SqlConnection connection, SurvivorshipPolicy policy, Instant now, String by) {
    return connection
        .preparedQuery(INSERT)
        .execute(Tuple.of(policy.version(), write(policy), FactKeys.utc(now), by))
        .replaceWithVoid();
  }

  private static PublishedSurvivorshipPolicy read(Row row) {
    JsonObject json = new JsonObject(row.getString(1));
    Map<String, List<SurvivorshipRule>> attributes = new HashMap<>();
    json.getJsonObject("attributes")
        .forEach(entry -> attributes.put(entry.getKey(), rules((JsonArray) entry.getValue())));
    return new PublishedSurvivorshipPolicy(
        new SurvivorshipPolicy(
            row.getInteger(0), rules(json.getJsonArray("otherwise")), Map.copyOf(attributes)),
        row.getOffsetDateTime(2),
        row.getString(3));
  }

  private static List<SurvivorshipRule> rules(JsonArray names) {
    return names.stream().map(name -> SurvivorshipRule.valueOf((String) name)).toList();
  }

  private static String write(SurvivorshipPolicy policy) {
    JsonObject attributes = new JsonObject();
    policy.attributes().forEach((name, rules) -> attributes.put(name, names(rules)));
    return new JsonObject()
        .put("otherwise", names(policy.otherwise()))
        .put("attributes", attributes)
        .encode();
  }

  private static JsonArray names(List<SurvivorshipRule> rules) {
    return new JsonArray(rules.stream().map(Enum::name).toList());
  }
}

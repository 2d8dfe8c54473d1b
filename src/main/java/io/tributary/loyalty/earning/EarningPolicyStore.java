package io.tributary.loyalty.earning;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Writes and reads the rules of what sales earn. */
@ApplicationScoped
class EarningPolicyStore {
  private static final String COLUMNS =
      """
      SELECT p.policy_id, p.programme_id, p.number, p.definition, p.effective_from, p.published_at, p.published_by
      FROM earning_policy p
      """;

  /** Every version of one programme, or of all. */
  private static final String ALL =
      COLUMNS
          + """
          JOIN programme g USING (programme_id)
          WHERE $1::uuid IS NULL OR programme_id = $1 ORDER BY g.created_at, programme_id, p.number
          """;

  private static final String BY_ID = COLUMNS + "WHERE p.policy_id = $1";

  /**
   * A version with the programme that it is of.
   *
   * @param programme whose
   * @param policy the version
   */
  record Version(UUID programme, PublishedEarningPolicy policy) {}

  /** Adds a version; CONFLICT when its number is taken. */
  Uni<Void> insert(UUID programme, PublishedEarningPolicy policy) {
    EarningPolicyVersion row = new EarningPolicyVersion();
    row.programmeId = programme;
    row.effectiveFrom = policy.effectiveFrom().toInstant();
    return row.add(
        policy.uuid(),
        policy.number(),
        EarningRulesJson.write(policy.definition()),
        policy.publishedAt(),
        policy.publishedBy());
  }

  /** Every version, the oldest programme first; of one programme unless it is null. */
  Uni<List<Version>> all(SqlConnection connection, UUID programme) {
    return read(connection, ALL, programme);
  }

  /** A version by its id; empty when there is none. */
  Uni<List<Version>> byId(SqlConnection connection, UUID id) {
    return read(connection, BY_ID, id);
  }

  private static Uni<List<Version>> read(SqlConnection connection, String sql, UUID id) {
    return connection
        .preparedQuery(sql)
        .execute(Tuple.of(id))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(EarningPolicyStore::version)
                    .toList());
  }

  private static Version version(Row row) {
    return new Version(
        row.getUUID(1),
        new PublishedEarningPolicy(
            row.getUUID(0),
            EarningRulesJson.read(row.get(JsonObject.class, 3)),
            row.getInteger(2),
            utc(row, 4),
            utc(row, 5),
            row.getString(6)));
  }

  private static java.time.OffsetDateTime utc(Row row, int column) {
    Instant at = row.getOffsetDateTime(column).toInstant();
    return FactKeys.utc(at);
  }
}

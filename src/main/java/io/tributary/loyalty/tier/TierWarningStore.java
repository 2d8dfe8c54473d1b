package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Writes and reads warnings. */
@ApplicationScoped
class TierWarningStore {
  /** A batch of members whose tier's validity ends by an instant, in the order of their ids. */
  private static final String ENDING =
      """
      SELECT DISTINCT customer_id FROM membership WHERE valid_until <= $1 AND customer_id > $2
      ORDER BY customer_id LIMIT $3
      """;

  /** Adds the warnings that are not there yet. */
  private static final String ADD =
      """
      INSERT INTO tier_warning
        (customer_id, programme_id, ends_at, days, warning_id, tier, missing, falls_to, warned_at)
      SELECT c, p, e, d, i, t, m::jsonb, f, w
      FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[], $5::uuid[], $6::text[], $7::text[],
                  $8::text[], $9::timestamptz[]) v(c, p, e, d, i, t, m, f, w)
      ON CONFLICT (customer_id, programme_id, ends_at, days) DO NOTHING
      """;

  /** A page of a programme's warnings, the oldest first. */
  private static final String PAGE =
      """
      SELECT w.warning_id, w.customer_id, w.tier, w.ends_at, w.days, w.missing, w.falls_to, w.warned_at, p.currency
      FROM tier_warning w JOIN programme p USING (programme_id)
      WHERE w.programme_id = $1 AND ($2::timestamptz IS NULL OR (w.warned_at, w.warning_id) > ($2, $3))
        AND ($4::timestamptz IS NULL OR w.warned_at >= $4)
      ORDER BY w.warned_at, w.warning_id LIMIT $5
      """;

  /**
   * A warning to add.
   *
   * @param missing what is missing to stay
   */
  record Draft(
      UUID customer,
      UUID programme,
      Instant endsAt,
      int days,
      UUID id,
      String tier,
      List<List<Condition>> missing,
      String fallsTo,
      Instant at) {}

  Uni<List<UUID>> ending(SqlConnection connection, Instant by, UUID after, int limit) {
    return connection
        .preparedQuery(ENDING)
        .execute(Tuple.of(FactKeys.utc(by), after, limit))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(r -> r.getUUID(0)).toList());
  }

  /** Adds the warnings that are not there yet. */
  Uni<Void> add(SqlConnection connection, List<Draft> drafts) {
    return Columns.of(drafts)
        .uuids(Draft::customer)
        .uuids(Draft::programme)
        .times(Draft::endsAt)
        .longs(draft -> (long) draft.days())
        .uuids(Draft::id)
        .texts(Draft::tier)
        .texts(draft -> TierPolicyJson.anyOf(draft.missing()).encode())
        .texts(Draft::fallsTo)
        .times(Draft::at)
        .execute(connection, ADD);
  }

  /** A page, the oldest first, after a warning's time and id; both null for the first page. */
  Uni<List<TierWarning>> page(
      SqlConnection connection,
      UUID programme,
      Instant warnedAfter,
      UUID idAfter,
      Instant since,
      int limit) {
    return connection
        .preparedQuery(PAGE)
        .execute(
            Tuple.tuple()
                .addUUID(programme)
                .addOffsetDateTime(FactKeys.utc(warnedAfter))
                .addUUID(idAfter)
                .addOffsetDateTime(FactKeys.utc(since))
                .addInteger(limit))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(TierWarningStore::warning)
                    .toList());
  }

  private static TierWarning warning(Row row) {
    return new TierWarning(
        row.getUUID(0),
        row.getUUID(1),
        row.getString(2),
        row.getOffsetDateTime(3),
        row.getInteger(4),
        TierConditions.of(TierPolicyJson.conditions(row.get(JsonArray.class, 5)), row.getString(8)),
        row.getString(6),
        row.getOffsetDateTime(7));
  }
}

package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.Programme;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Writes and reads tier policies. */
@ApplicationScoped
class TierPolicyStore {
  private static final String COLUMNS =
      """
      SELECT t.policy_id, t.number, t.definition::text, t.published_at, t.published_by,
             g.programme_id, g.name, g.currency, g.timezone, g.created_at,
             EXISTS (SELECT FROM tier_lock l WHERE l.programme_id = g.programme_id)
      FROM programme g JOIN tier_policy t USING (programme_id)
      """;

  /** Every version of every programme, the oldest programme first. */
  private static final String RULES = COLUMNS + "ORDER BY g.created_at, programme_id, t.number";

  /** The version in force of several programmes. */
  private static final String IN_FORCE =
      COLUMNS
          + """
          WHERE programme_id = ANY($1)
            AND t.number = (SELECT max(n.number) FROM tier_policy n WHERE n.programme_id = t.programme_id)
          """;

  /** A page of a programme's versions, the newest first. */
  private static final String PAGE =
      COLUMNS
          + """
          WHERE programme_id = $1 AND t.number < $2
          ORDER BY t.number DESC LIMIT $3
          """;

  /** One version. */
  private static final String ONE = COLUMNS + "WHERE t.policy_id = $1";

  private final KnownTierPolicies known;

  TierPolicyStore(KnownTierPolicies known) {
    this.known = known;
  }

  /** Adds a version; CONFLICT when its number is taken. */
  Uni<Void> insert(UUID programme, PublishedTierPolicy policy) {
    TierPolicyVersion row = new TierPolicyVersion();
    row.programmeId = programme;
    return row.add(
        policy.uuid(),
        policy.rule().number(),
        TierPolicyJson.write(policy.rule()),
        policy.publishedAt(),
        policy.publishedBy());
  }

  /**
   * The programmes that have a policy, with every version, the oldest programme first.
   *
   * @param programme only this one; null for all
   */
  Uni<List<ProgrammeRules>> rules(SqlConnection connection, UUID programme) {
    return connection
        .preparedQuery(RULES)
        .execute()
        .map(this::rules)
        .map(
            all ->
                all.stream()
                    .filter(of -> programme == null || of.programme().uuid().equals(programme))
                    .map(of -> of.among(all))
                    .toList());
  }

  private List<ProgrammeRules> rules(RowSet<Row> rows) {
    Map<Programme, List<TierPolicy>> found = new LinkedHashMap<>();
    Map<Programme, Boolean> locks = new HashMap<>();
    for (Row row : rows) {
      Programme programme = programme(row);
      locks.put(programme, row.getBoolean(10));
      found.computeIfAbsent(programme, p -> new ArrayList<>()).add(policy(row).rule());
    }
    return found.entrySet().stream()
        .map(
            entry ->
                new ProgrammeRules(
                    entry.getKey(), entry.getValue(), locks.get(entry.getKey()), List.of()))
        .toList();
  }

  /** The version in force, by programme; those without any are missing. */
  Uni<Map<UUID, PublishedTierPolicy>> inForce(SqlConnection connection, List<UUID> programmes) {
    return connection
        .preparedQuery(IN_FORCE)
        .execute(Tuple.of(programmes.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(5), this::policy));
  }

  /** A page of a programme's versions below a number, the newest first. */
  Uni<List<PublishedTierPolicy>> page(
      SqlConnection connection, UUID programme, int below, int limit) {
    return connection
        .preparedQuery(PAGE)
        .execute(Tuple.of(programme, below, limit))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(this::policy).toList());
  }

  /** A version by its id. */
  Uni<Optional<PublishedTierPolicy>> byId(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(ONE)
        .execute(Tuple.of(id))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(this::policy).findFirst());
  }

  private PublishedTierPolicy policy(Row row) {
    int number = row.getInteger(1);
    // the first version holds for the facts that were there before it, too
    Instant from = number == 1 ? Instant.MIN : row.getOffsetDateTime(3).toInstant();
    TierPolicy rule =
        known.of(row.getString(2), number, from, ZoneId.of(row.getString(8)), row.getString(7));
    return new PublishedTierPolicy(
        row.getUUID(0), rule, FactKeys.utc(row.getOffsetDateTime(3).toInstant()), row.getString(4));
  }

  private static Programme programme(Row row) {
    return new Programme(
        row.getUUID(5),
        row.getString(6),
        row.getString(7),
        ZoneId.of(row.getString(8)),
        row.getOffsetDateTime(9));
  }
}

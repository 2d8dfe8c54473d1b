package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Keeps trials of models; reads what staff have said of pairs, and what merges rest on. */
final class TrialStore {
  /** Vetoes between customers, and between any that were merged into them. */
  private static final String VETOES =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      SELECT a.root, b.root FROM customer_veto v
      JOIN family a ON a.id = v.customer_id
      JOIN family b ON b.id = v.other_id
      WHERE v.lifted_at IS NULL AND a.root <> b.root
      """;

  private static final String REVIEWED =
      "SELECT customer_id, other_id FROM match_review WHERE state IN ('OPEN', 'UNDECIDED')";

  private static final String SCORES =
      """
      SELECT merge_id, probability, model_version, explanation::text FROM customer_merge
      WHERE merge_id = ANY($1) AND probability IS NOT NULL
      """;

  private static final String INSERT =
      """
      INSERT INTO match_trial (trial_id, run_id, precision, seed, requested_at, requested_by) VALUES ($1, $2, $3, $4, $5, $6)
      """;

  private static final String COLUMNS =
      """
      SELECT trial_id, run_id, precision, seed, requested_at, requested_by, version, definition::text, terms::text,
             effect::text, finished_at, error FROM match_trial
      """;

  private static final String WAITING =
      COLUMNS + "WHERE finished_at IS NULL ORDER BY requested_at, trial_id LIMIT 1";

  private static final String BY_ID = COLUMNS + "WHERE trial_id = $1";

  private static final String TRAINED =
      "UPDATE match_trial SET version = $2, definition = $3::text::jsonb, terms = $4::text::jsonb WHERE trial_id = $1";

  private static final String FINISH =
      "UPDATE match_trial SET effect = $2::text::jsonb, finished_at = $3 WHERE trial_id = $1";

  private static final String FAIL =
      "UPDATE match_trial SET error = $2, finished_at = $3 WHERE trial_id = $1";

  private TrialStore() {}

  /** Notes that somebody wants to try a model. */
  static Uni<UUID> insert(
      SqlConnection connection, UUID run, double precision, int seed, Instant now, String by) {
    UUID id = Ids.next();
    return connection
        .preparedQuery(INSERT)
        .execute(Tuple.of(id, run, precision, seed, FactKeys.utc(now), by))
        .replaceWith(id);
  }

  /** The trial that has waited longest; null when none waits. */
  static Uni<MatchTrial> waiting(SqlClient client) {
    return client.query(WAITING).execute().map(TrialStore::first);
  }

  /** A trial; null when there is none. */
  static Uni<MatchTrial> byId(SqlClient client, UUID id) {
    return client.preparedQuery(BY_ID).execute(Tuple.of(id)).map(TrialStore::first);
  }

  private static MatchTrial first(RowSet<Row> rows) {
    if (rows.size() == 0) {
      return null;
    }
    Row row = rows.iterator().next();
    return new MatchTrial(
        row.getUUID(0),
        row.getUUID(1),
        row.getDouble(2),
        row.getInteger(3),
        row.getOffsetDateTime(4),
        row.getString(5),
        row.getInteger(6) == null
            ? null
            : ModelStore.read(row.getInteger(6), row.getString(7), row.getString(8), null, null),
        row.getString(9) == null ? null : effect(new JsonObject(row.getString(9))),
        row.getOffsetDateTime(10),
        row.getString(11));
  }

  private static LinkingApi.MatchModelEffect effect(JsonObject kept) {
    return new LinkingApi.MatchModelEffect(
        kept.getInteger("merges"),
        kept.getInteger("reviews"),
        kept.getInteger("doubts"),
        kept.getInteger("obsolete"),
        kept.getJsonArray("samples").stream()
            .map(JsonObject.class::cast)
            .map(
                sample ->
                    new LinkingApi.MatchSample(
                        UUID.fromString(sample.getString("customer")),
                        UUID.fromString(sample.getString("other")),
                        MatchScore.of(
                            sample.getDouble("probability"),
                            sample.getInteger("version"),
                            sample.getJsonArray("fields").encode()),
                        sample.getString("reason")))
            .toList());
  }

  /** Keeps the model that is tried. */
  static Uni<Void> trained(SqlConnection connection, UUID trial, MatchModel model) {
    return connection
        .preparedQuery(TRAINED)
        .execute(
            Tuple.of(
                trial,
                model.version(),
                ModelStore.definition(model).encode(),
                ModelStore.terms(model.model().terms()).encode()))
        .replaceWithVoid();
  }

  /** Keeps what a model would change. */
  static Uni<Void> finish(
      SqlConnection connection,
      UUID trial,
      TrialRun.Effect effect,
      Rejudgement.Left left,
      Instant now) {
    JsonArray samples = new JsonArray();
    for (TrialRun.Sample sample : effect.samples()) {
      JsonArray fields = new JsonArray();
      sample
          .score()
          .fields()
          .forEach(
              part ->
                  fields.add(
                      new JsonObject()
                          .put("field", part.field().name())
                          .put("level", part.level())
                          .put("weight", part.weight())));
      samples.add(
          new JsonObject()
              .put("customer", sample.customer().toString())
              .put("other", sample.other().toString())
              .put("reason", sample.reason())
              .put("probability", sample.score().probability())
              .put("version", sample.score().modelVersion())
              .put("fields", fields));
    }
    JsonObject kept =
        new JsonObject()
            .put("merges", effect.merges())
            .put("reviews", effect.reviews())
            .put("doubts", left.doubts())
            .put("obsolete", left.obsolete())
            .put("samples", samples);
    return connection
        .preparedQuery(FINISH)
        .execute(Tuple.of(trial, kept.encode(), FactKeys.utc(now)))
        .replaceWithVoid();
  }

  /** Notes why a model could not be tried. */
  static Uni<Void> fail(SqlConnection connection, UUID trial, String error, Instant now) {
    return connection
        .preparedQuery(FAIL)
        .execute(Tuple.of(trial, error, FactKeys.utc(now)))
        .replaceWithVoid();
  }

  static Uni<Set<Set<UUID>>> vetoes(SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(VETOES)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(TrialStore::pairs);
  }

  /** Pairs of customers that staff are asked about, or have left open on purpose. */
  static Uni<Set<Set<UUID>>> reviewed(SqlClient client) {
    return client.query(REVIEWED).execute().map(TrialStore::pairs);
  }

  private static Set<Set<UUID>> pairs(RowSet<Row> rows) {
    Set<Set<UUID>> pairs = new HashSet<>();
    for (Row row : rows) {
      if (!row.getUUID(0).equals(row.getUUID(1))) {
        pairs.add(Set.of(row.getUUID(0), row.getUUID(1)));
      }
    }
    return pairs;
  }

  /** The scores that merges rest on, by merge; one that rests on none is missing. */
  static Uni<Map<UUID, MatchScore>> scores(SqlClient client, List<UUID> merges) {
    return client
        .preparedQuery(SCORES)
        .execute(Tuple.of(merges.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> row.getUUID(0),
                    row -> MatchScore.of(row.getDouble(1), row.getInteger(2), row.getString(3))));
  }
}

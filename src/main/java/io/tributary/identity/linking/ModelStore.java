package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.linking.score.Field;
import io.tributary.identity.linking.score.Model;
import io.tributary.identity.linking.score.Terms;
import io.tributary.identity.linking.score.Thresholds;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads and writes models. */
final class ModelStore {
  /** A page, the newest first; the first row of all is in force. */
  private static final String PAGE =
      """
      SELECT version, definition::text, terms::text, trained_at, trained_by FROM match_model
      WHERE version < $1 ORDER BY version DESC LIMIT $2
      """;

  private static final String LATEST =
      "SELECT version, trained_at FROM match_model ORDER BY version DESC LIMIT 1";

  private static final String INSERT =
      """
      INSERT INTO match_model (version, definition, terms, trained_at, trained_by)
      VALUES ($1, $2::text::jsonb, $3::text::jsonb, $4, $5)
      """;

  private ModelStore() {}

  /** Whether a model is the one in force. */
  static Uni<Boolean> isLatest(SqlClient client, MatchModel model) {
    return client
        .query(LATEST)
        .execute()
        .map(
            rows -> {
              if (rows.size() == 0) {
                return model.version() == 0;
              }
              Row row = rows.iterator().next();
              return row.getInteger(0) == model.version()
                  && row.getOffsetDateTime(1).equals(model.trainedAt());
            });
  }

  /** Models below a version, the newest first. */
  static Uni<List<MatchModel>> page(SqlClient client, int below, int limit) {
    return client
        .preparedQuery(PAGE)
        .execute(Tuple.of(below, limit))
        .map(rows -> Rows.list(rows, row -> read(row)));
  }

  /** Adds a version; fails with a unique violation when its number is taken. */
  static Uni<Void> insert(SqlConnection connection, MatchModel model, Instant now, String by) {
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(
                model.version(),
                definition(model).encode(),
                terms(model.model().terms()).encode(),
                FactKeys.utc(now),
                by))
        .replaceWithVoid();
  }

  /** What a model is, but for what its fields' values are shared by. */
  static JsonObject definition(MatchModel model) {
    JsonArray fields = new JsonArray();
    for (Model.FieldWeights field : model.model().fields()) {
      fields.add(
          new JsonObject()
              .put("field", field.field().name())
              .put("m", array(field.m()))
              .put("u", array(field.u())));
    }
    return new JsonObject()
        .put("prior", model.model().prior())
        .put("fields", fields)
        .put("merge", model.thresholds().merge())
        .put("review", model.thresholds().review())
        .put("precision", model.precision())
        .put("profiles", model.profiles());
  }

  private static JsonArray array(double[] values) {
    JsonArray array = new JsonArray();
    for (double value : values) {
      array.add(value);
    }
    return array;
  }

  /** How usual values are. */
  static JsonObject terms(Terms terms) {
    JsonObject json = new JsonObject();
    terms
        .shares()
        .forEach(
            (field, shares) ->
                json.put(
                    field.name(),
                    new JsonObject()
                        .put("rare", terms.rare().get(field))
                        .put("usual", new JsonObject(new HashMap<>(shares)))));
    return json;
  }

  private static MatchModel read(Row row) {
    return read(
        row.getInteger(0),
        row.getString(1),
        row.getString(2),
        row.getOffsetDateTime(3),
        row.getString(4));
  }

  /** A model as it was kept. */
  static MatchModel read(
      int version, String kept, String terms, OffsetDateTime trainedAt, String trainedBy) {
    JsonObject definition = new JsonObject(kept);
    List<Model.FieldWeights> fields = new ArrayList<>();
    for (Object each : definition.getJsonArray("fields")) {
      JsonObject field = (JsonObject) each;
      fields.add(
          new Model.FieldWeights(
              Field.valueOf(field.getString("field")),
              values(field.getJsonArray("m")),
              values(field.getJsonArray("u"))));
    }
    return new MatchModel(
        version,
        new Model(definition.getDouble("prior"), fields, terms(terms)),
        new Thresholds(definition.getDouble("merge"), definition.getDouble("review")),
        definition.getDouble("precision"),
        definition.getInteger("profiles"),
        trainedAt,
        trainedBy);
  }

  private static double[] values(JsonArray array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.getDouble(i);
    }
    return values;
  }

  private static Terms terms(String text) {
    Map<Field, Map<String, Double>> shares = new EnumMap<>(Field.class);
    Map<Field, Double> rare = new EnumMap<>(Field.class);
    new JsonObject(text)
        .forEach(
            entry -> {
              Field field = Field.valueOf(entry.getKey());
              JsonObject of = (JsonObject) entry.getValue();
              Map<String, Double> usual = new HashMap<>();
              of.getJsonObject("usual")
                  .forEach(
                      value ->
                          usual.put(value.getKey(), ((Number) value.getValue()).doubleValue()));
              shares.put(field, Map.copyOf(usual));
              rare.put(field, of.getDouble("rare"));
            });
    return new Terms(shares, rare);
  }
}

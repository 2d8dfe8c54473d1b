package io.tributary.insight.churn;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Paging;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs of refresh-churn. */
@ApplicationScoped
class ChurnRunStore {
  private static final String RUN =
      """
      run_id, as_of, computed_at, active_days, gap, channels, channel_gaps, customers, levels, tested_at, tested, "left",
      warned, warned_left
      """;

  /** Adds a run that has begun. */
  private static final String ADD =
      """
      INSERT INTO churn_run (run_id, as_of, computed_at, active_days, gap, channels, channel_gaps)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """;

  /** Ends a run. */
  private static final String END =
      """
      UPDATE churn_run SET customers = $2, levels = $3, tested_at = $4, tested = $5, "left" = $6, warned = $7, warned_left = $8
      WHERE run_id = $1
      """;

  /** The latest run by an instant. */
  private static final String LATEST =
      "SELECT %s FROM churn_run WHERE as_of <= $1 ORDER BY as_of DESC, run_id DESC LIMIT 1"
          .formatted(RUN);

  /** Runs, latest instant first. */
  private static final String PAGE =
      """
      SELECT %s FROM churn_run
      WHERE ($1::timestamptz IS NULL OR (as_of, run_id) < ($1, $2::uuid)) AND ($4::timestamptz IS NULL OR as_of <= $4)
      ORDER BY as_of DESC, run_id DESC LIMIT $3
      """
          .formatted(RUN);

  Uni<Void> add(SqlConnection connection, ChurnRun run) {
    List<String> channels = List.copyOf(run.channelGaps().keySet());
    return connection
        .preparedQuery(ADD)
        .execute(
            Tuple.of(run.uuid(), run.asOf(), run.computedAt(), run.activeDays(), run.usualGapDays())
                .addArrayOfString(channels.toArray(String[]::new))
                .addArrayOfDouble(
                    channels.stream().map(run.channelGaps()::get).toArray(Double[]::new)))
        .replaceWithVoid();
  }

  Uni<Void> end(SqlConnection connection, UUID run, Instant testedAt, Tally tally) {
    return connection
        .preparedQuery(END)
        .execute(
            Tuple.of(run, tally.customers())
                .addArrayOfInteger(tally.levels())
                .addOffsetDateTime(utc(testedAt))
                .addInteger(tally.tested())
                .addInteger(tally.left())
                .addArrayOfInteger(tally.warned())
                .addArrayOfInteger(tally.warnedLeft()))
        .replaceWithVoid();
  }

  /** The latest run by an instant, or null. */
  Uni<ChurnRun> latest(SqlConnection connection, Instant asOf) {
    return connection
        .preparedQuery(LATEST)
        .execute(Tuple.of(utc(asOf)))
        .map(rows -> runs(rows).stream().findFirst().orElse(null));
  }

  /** Runs; asOf null for all of them. */
  Uni<List<ChurnRun>> page(SqlConnection connection, Instant asOf, Paging paging) {
    return connection
        .preparedQuery(PAGE)
        .execute(
            Tuple.of(
                paging.continues() ? utc(paging.instant(0)) : null,
                paging.continues() ? paging.uuid(1) : null,
                paging.limit(),
                asOf == null ? null : utc(asOf)))
        .map(ChurnRunStore::runs);
  }

  private static List<ChurnRun> runs(RowSet<Row> rows) {
    List<ChurnRun> runs = new ArrayList<>(rows.size());
    for (Row row : rows) {
      String[] channels = row.getArrayOfStrings(5);
      Double[] gaps = row.getArrayOfDoubles(6);
      Map<String, Double> byChannel = new HashMap<>();
      for (int i = 0; i < channels.length; i++) {
        byChannel.put(channels[i], gaps[i]);
      }
      Integer[] levels = row.getArrayOfIntegers(8);
      runs.add(
          new ChurnRun(
              row.getUUID(0),
              row.getOffsetDateTime(1),
              row.getOffsetDateTime(2),
              row.getInteger(3),
              row.getDouble(4),
              row.getInteger(7),
              levels == null ? List.of() : levels(levels),
              levels == null ? null : backTest(row),
              byChannel));
    }
    return runs;
  }

  private static List<ChurnLevelCount> levels(Integer[] counts) {
    List<ChurnLevelCount> levels = new ArrayList<>();
    for (ChurnLevel level : ChurnLevel.values()) {
      levels.add(new ChurnLevelCount(level, counts[level.ordinal()]));
    }
    return levels;
  }

  private static ChurnBackTest backTest(Row row) {
    int active = row.getInteger(10);
    int left = row.getInteger(11);
    Integer[] warned = row.getArrayOfIntegers(12);
    Integer[] warnedLeft = row.getArrayOfIntegers(13);
    List<ChurnBackTestLevel> levels = new ArrayList<>();
    for (int i = 0; i < warned.length; i++) {
      levels.add(
          ChurnBackTestLevel.of(
              ChurnLevel.values()[i + 1], active, left, warned[i], warnedLeft[i]));
    }
    return new ChurnBackTest(row.getOffsetDateTime(9), active, left, levels);
  }
}

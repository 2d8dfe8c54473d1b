package io.tributary.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Turns rows into the arrays that {@code unnest} takes, one column after the other in the order of
 * the statement's parameters.
 *
 * @param <T> a row
 */
public final class Columns<T> {
  private final Tuple tuple;
  private final List<T> rows;

  private Columns(Tuple tuple, List<T> rows) {
    this.tuple = tuple;
    this.rows = rows;
  }

  /** Columns of rows, from the first parameter on. */
  public static <T> Columns<T> of(List<T> rows) {
    return new Columns<>(Tuple.tuple(), rows);
  }

  /** Columns of rows, after parameters that are there already. */
  public static <T> Columns<T> after(Tuple parameters, List<T> rows) {
    return new Columns<>(parameters, rows);
  }

  /** A {@code uuid[]}. */
  public Columns<T> uuids(Function<T, UUID> column) {
    tuple.addArrayOfUUID(array(column, UUID[]::new));
    return this;
  }

  /** A {@code text[]}. */
  public Columns<T> texts(Function<T, String> column) {
    tuple.addArrayOfString(array(column, String[]::new));
    return this;
  }

  /** A {@code bigint[]}. */
  public Columns<T> longs(Function<T, Long> column) {
    tuple.addArrayOfLong(array(column, Long[]::new));
    return this;
  }

  /** A {@code numeric[]}. */
  public Columns<T> numbers(Function<T, BigDecimal> column) {
    tuple.addArrayOfBigDecimal(array(column, BigDecimal[]::new));
    return this;
  }

  /** A {@code boolean[]}. */
  public Columns<T> flags(Function<T, Boolean> column) {
    tuple.addArrayOfBoolean(array(column, Boolean[]::new));
    return this;
  }

  /** A {@code timestamptz[]}; cut to microseconds, which is what Postgres keeps. */
  public Columns<T> times(Function<T, Instant> column) {
    tuple.addArrayOfOffsetDateTime(
        array(row -> FactKeys.utc(column.apply(row)), OffsetDateTime[]::new));
    return this;
  }

  /** The parameters. */
  public Tuple tuple() {
    return tuple;
  }

  /** Runs a statement with these parameters, unless there are no rows. */
  public Uni<Void> execute(SqlConnection connection, String sql) {
    return rows.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection.preparedQuery(sql).execute(tuple).replaceWithVoid();
  }

  private <V> V[] array(Function<T, V> column, IntFunction<V[]> make) {
    return rows.stream().map(column).toArray(make);
  }
}

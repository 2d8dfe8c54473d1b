package io.tributary.bench;

import io.tributary.bench.Recording.Statement;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Puts requests on record as the application does, with its own statement: one is on its way, and
 * what comes meanwhile goes with the next.
 */
final class SmallestRecord {
  /** The first two columns are the id and the time, which are new each time. */
  private static final int FIRST_TEXT = 2;

  private record Waiting(List<String> columns, Context context, Promise<Void> written) {}

  private final Pool pool;
  private final String add;
  private List<Waiting> waiting = new ArrayList<>();
  private boolean isWriting;

  /**
   * A log.
   *
   * @param add the application's statement, whose parameters are a list for each column
   */
  SmallestRecord(Pool pool, String add) {
    this.pool = pool;
    this.add = add;
  }

  /** The columns of the one record that a statement added. */
  static List<String> columns(Statement statement) {
    return statement.parameters().stream().map(SmallestRecord::only).toList();
  }

  /** Completes when it is durable. */
  Future<Void> add(List<String> columns) {
    Promise<Void> written = Promise.promise();
    synchronized (this) {
      waiting.add(new Waiting(columns, Vertx.currentContext(), written));
      if (isWriting) {
        return written.future();
      }
      isWriting = true;
    }
    writeNext();
    return written.future();
  }

  private void writeNext() {
    List<Waiting> now;
    synchronized (this) {
      now = waiting;
      waiting = new ArrayList<>();
      isWriting = !now.isEmpty();
    }
    if (now.isEmpty()) {
      return;
    }
    pool.withConnection(connection -> connection.preparedQuery(add).execute(rows(now)))
        .onComplete(
            result -> {
              BiConsumer<Promise<Void>, Throwable> end =
                  (written, failure) -> {
                    if (failure == null) {
                      written.complete();
                    } else {
                      written.fail(failure);
                    }
                  };
              for (Waiting one : now) {
                one.context().runOnContext(nothing -> end.accept(one.written(), result.cause()));
              }
              writeNext();
            });
  }

  private static Tuple rows(List<Waiting> now) {
    OffsetDateTime at = OffsetDateTime.now(ZoneOffset.UTC);
    Tuple rows =
        Tuple.tuple()
            .addArrayOfUUID(now.stream().map(one -> UUID.randomUUID()).toArray(UUID[]::new))
            .addArrayOfOffsetDateTime(now.stream().map(one -> at).toArray(OffsetDateTime[]::new));
    IntStream.range(FIRST_TEXT, now.get(0).columns().size())
        .forEach(
            column ->
                rows.addArrayOfString(
                    now.stream().map(one -> one.columns().get(column)).toArray(String[]::new)));
    return rows;
  }

  /** The only element of an array as PostgreSQL writes it; null for NULL. */
  private static String only(String array) {
    String inside = array.substring(1, array.length() - 1);
    if (inside.equals("NULL")) {
      return null;
    }
    return inside.startsWith("\"")
        ? inside.substring(1, inside.length() - 1).replaceAll("\\\\(.)", "$1")
        : inside;
  }
}

package io.tributary.platform;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What one request reads from the database at the moment. All of it goes over one connection, a
 * statement on the heels of another, so that a request takes one place in the pool and wakes one
 * process of the server, however many fields it asks for. When nobody waits for its answer any
 * more, the database is told to stop, and the request reads nothing further.
 */
public final class UnderWay {
  private static final Logger LOG = Logger.getLogger(UnderWay.class);

  private static final String KEY = "tributary.reads";

  /**
   * A request to stop that comes before its statement is ignored, so it is said again while there
   * is anything to be stopped.
   */
  private static final Duration SAID_AGAIN = Duration.ofMillis(250);

  /** A read that waits for the connection, on the context that it came on. */
  private record Waiting(UniEmitter<? super SqlConnection> reader, Context context) {
    void go(Runnable how) {
      if (context == null) {
        how.run();
      } else {
        context.runOnContext(nothing -> how.run());
      }
    }
  }

  private List<Waiting> waiting = new ArrayList<>();

  /** Null while nothing is read, and until the pool has given one. */
  private SqlConnection connection;

  /** How many reads have the connection or wait for it. */
  private int readers;

  private boolean isOver;

  /** A read that was not begun, since nobody waits for it. */
  private static final class Over extends RuntimeException {
    private Over() {
      super("nobody waits for this answer any more", null, false, false);
    }
  }

  UnderWay() {}

  /** Follows what a request reads from now on. */
  public static void begin(RoutingContext request) {
    request.put(KEY, new UnderWay());
  }

  /** Stops what a request reads; nothing when it has read all, or is not followed. */
  public static void end(RoutingContext request) {
    UnderWay underWay = request.get(KEY);
    if (underWay != null) {
      underWay.end();
    }
  }

  /**
   * That of the request which is served now, or null; each of its fields has a Vert.x context of
   * its own.
   */
  static UnderWay current() {
    ArcContainer container = Arc.container();
    if (container == null || !container.requestContext().isActive()) {
      return null;
    }
    RoutingContext request = container.instance(CurrentVertxRequest.class).get().getCurrent();
    return request == null ? null : request.get(KEY);
  }

  /**
   * Runs a step on the request's connection, which other steps use as well.
   *
   * @param connections gives one when the request has none
   */
  <T> Uni<T> read(Supplier<Uni<SqlConnection>> connections, Function<SqlConnection, Uni<T>> step) {
    return Uni.createFrom()
        .<SqlConnection>emitter(reader -> enter(connections, reader))
        .chain(given -> toItsEnd(given, step));
  }

  /**
   * Whoever cancels a read does not end its statement: the connection is the request's until that
   * has answered.
   */
  private <T> Uni<T> toItsEnd(SqlConnection given, Function<SqlConnection, Uni<T>> step) {
    return Uni.createFrom()
        .emitter(
            reader ->
                Uni.createFrom()
                    .deferred(() -> step.apply(given))
                    .onItemOrFailure()
                    .call(() -> leave(given))
                    .subscribe()
                    .with(reader::complete, reader::fail));
  }

  private void enter(
      Supplier<Uni<SqlConnection>> connections, UniEmitter<? super SqlConnection> reader) {
    SqlConnection open;
    synchronized (this) {
      if (isOver) {
        reader.fail(new Over());
        return;
      }
      readers++;
      open = connection;
      if (open == null) {
        waiting.add(new Waiting(reader, Vertx.currentContext()));
        if (readers > 1) {
          return;
        }
      }
    }
    if (open == null) {
      connections.get().subscribe().with(this::opened, this::refused);
    } else {
      reader.complete(open);
    }
  }

  private void opened(SqlConnection given) {
    List<Waiting> ready = null;
    synchronized (this) {
      if (!isOver) {
        connection = given;
        ready = waiting;
        waiting = new ArrayList<>();
      }
    }
    if (ready == null) {
      given.closeAndForget();
      refused(new Over());
    } else {
      ready.forEach(one -> one.go(() -> one.reader().complete(given)));
    }
  }

  private void refused(Throwable failure) {
    List<Waiting> refused;
    synchronized (this) {
      readers = 0;
      refused = waiting;
      waiting = new ArrayList<>();
    }
    refused.forEach(one -> one.go(() -> one.reader().fail(failure)));
  }

  /**
   * The last read gives the connection back. One that was told to stop is not given back: the
   * request to stop goes another way, nothing says when it has come, and it would stop the
   * statement of whoever is next.
   */
  private synchronized Uni<Void> leave(SqlConnection used) {
    readers--;
    if (readers > 0) {
      if (isOver) {
        stop();
      }
      return Uni.createFrom().voidItem();
    }
    connection = null;
    if (!isOver) {
      return used.close();
    }
    // of the session itself: the pool takes it off its list, and opens another when it needs one
    ((SqlConnectionInternal) used.getDelegate()).unwrap().unwrap().close(null, Promise.promise());
    return Uni.createFrom().voidItem();
  }

  synchronized void end() {
    isOver = true;
    stopAgain();
  }

  private synchronized void stopAgain() {
    if (connection != null) {
      stop();
      Uni.createFrom()
          .voidItem()
          .onItem()
          .delayIt()
          .by(SAID_AGAIN)
          .subscribe()
          .with(nothing -> stopAgain());
    }
  }

  /** Ends the statement that the server is at; those behind it follow one by one. */
  private void stop() {
    PgConnection.cast(connection.getDelegate())
        .cancelRequest()
        .onFailure(failure -> LOG.debugf("not stopped: %s", Faults.kind(failure)));
  }
}

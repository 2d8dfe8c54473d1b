package io.tributary.platform;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What one request reads from the database at the moment. When nobody waits for its answer any
 * more, the database is told to stop, and the request reads nothing further.
 */
public final class UnderWay {
  private static final Logger LOG = Logger.getLogger(UnderWay.class);

  private static final String KEY = "tributary.reads";

  /** Each connection with the request to stop that was sent about it, or one that was not. */
  private final Map<SqlConnection, Uni<Void>> connections = new ConcurrentHashMap<>();

  private volatile boolean isOver;

  /** A read that was not begun, since nobody waits for it. */
  private static final class Over extends RuntimeException {
    private Over() {
      super("nobody waits for this answer any more", null, false, false);
    }
  }

  private UnderWay() {}

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

  /** Runs a step on a connection that the step alone uses, and stops it with its request. */
  static <T> Uni<T> follow(SqlConnection connection, Function<SqlConnection, Uni<T>> step) {
    UnderWay request = current();
    return request == null ? step.apply(connection) : request.run(connection, step);
  }

  /**
   * That of the request which is served now; each of its fields has a Vert.x context of its own.
   */
  private static UnderWay current() {
    ArcContainer container = Arc.container();
    if (container == null || !container.requestContext().isActive()) {
      return null;
    }
    RoutingContext request = container.instance(CurrentVertxRequest.class).get().getCurrent();
    return request == null ? null : request.get(KEY);
  }

  private <T> Uni<T> run(SqlConnection connection, Function<SqlConnection, Uni<T>> step) {
    if (isOver) {
      return Uni.createFrom().failure(Over::new);
    }
    connections.put(connection, Uni.createFrom().voidItem());
    // a connection is given back only when the request to stop has come and gone, so that it does
    // not stop the statement of whoever is next
    return step.apply(connection)
        .onItemOrFailure()
        .call(() -> connections.remove(connection).onFailure().recoverWithNull());
  }

  private void end() {
    isOver = true;
    connections.replaceAll((connection, nothing) -> stop(connection));
  }

  private static Uni<Void> stop(SqlConnection connection) {
    Uni<Void> stopped =
        Uni.createFrom()
            .completionStage(
                PgConnection.cast(connection.getDelegate()).cancelRequest().toCompletionStage())
            .memoize()
            .indefinitely();
    stopped
        .subscribe()
        .with(done -> {}, failure -> LOG.debugf("not stopped: %s", Faults.kind(failure)));
    return stopped;
  }
}

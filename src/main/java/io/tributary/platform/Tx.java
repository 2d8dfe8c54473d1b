package io.tributary.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The one way to the database for facts and derived state. A step is given a connection, uses no
 * other, and may be run again when the database chose it as a deadlock's victim.
 */
@ApplicationScoped
public class Tx {
  private static final Logger LOG = Logger.getLogger(Tx.class);

  /** serialization_failure, deadlock_detected. */
  private static final Set<String> WORTH_ANOTHER_TRY = Set.of("40001", "40P01");

  /**
   * Of those that a deadlock holds one goes on each time, so every step gets through; a dozen that
   * tie one chain of customers at once have needed more than five tries.
   */
  private static final int TRIES = 25;

  private final Pool pool;

  /** Transactions on a pool; the application injects the one on its own. */
  public Tx(Pool pool) {
    this.pool = pool;
  }

  /** Runs a step in one READ COMMITTED transaction: all of it happens or nothing does. */
  public <T> Uni<T> write(Function<SqlConnection, Uni<T>> step) {
    return Uni.createFrom()
        .deferred(() -> pool.withTransaction(step))
        .onFailure(Tx::isWorthAnotherTry)
        .invoke(e -> LOG.debugf("transaction is tried again: %s", e.getMessage()))
        .onFailure(Tx::isWorthAnotherTry)
        .retry()
        .withBackOff(Duration.ofMillis(10), Duration.ofMillis(200))
        .atMost(TRIES);
  }

  /**
   * Runs a reading step on one connection, without a transaction; its statements are pipelined with
   * those of other reads of the same request, and stopped when nobody waits for its answer.
   */
  public <T> Uni<T> read(Function<SqlConnection, Uni<T>> step) {
    UnderWay request = UnderWay.current();
    return request == null ? pool.withConnection(step) : request.read(pool::getConnection, step);
  }

  /**
   * Runs a step of one statement that writes: it commits by itself, is not tried again, and goes on
   * whether anybody waits or not.
   */
  public <T> Uni<T> single(Function<SqlConnection, Uni<T>> step) {
    return pool.withConnection(step);
  }

  private static boolean isWorthAnotherTry(Throwable failure) {
    return failure instanceof PgException e && WORTH_ANOTHER_TRY.contains(e.getSqlState());
  }
}

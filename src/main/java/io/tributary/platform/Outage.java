package io.tributary.platform;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * The database is away or at its limit: nothing is wrong with what was asked, and the same may go
 * well in a moment.
 */
public final class Outage extends RuntimeException {
  private static final int MOST_CAUSES = 10;

  /** What the pool says when nobody gave a connection back in time; it has no class for it. */
  private static final String NO_CONNECTION_IN_TIME = "Timeout";

  /**
   * Connections, resources, the operator's intervention (a statement at its limit is one), a
   * transaction that was idle for too long.
   */
  private static final List<String> STATES = List.of("08", "53", "57", "25P03");

  Outage(String message) {
    super(message, null, false, false);
  }

  /** Whether a fault, or what is behind it, is of this kind. */
  public static boolean isBehind(Throwable fault) {
    Throwable each = fault;
    for (int i = 0; each != null && i < MOST_CAUSES; i++, each = each.getCause()) {
      if (isOne(each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOne(Throwable fault) {
    if (fault instanceof PgException refused) {
      String state = refused.getSqlState();
      return state != null && STATES.stream().anyMatch(state::startsWith);
    }
    return fault instanceof Outage
        || fault instanceof ClosedConnectionException
        || fault instanceof ConnectionPoolTooBusyException
        || fault instanceof ConnectTimeoutException
        || fault instanceof TimeoutException
        || fault instanceof IOException
        || NO_CONNECTION_IN_TIME.equals(fault.getMessage());
  }
}

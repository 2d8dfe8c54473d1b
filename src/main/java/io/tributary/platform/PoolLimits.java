package io.tributary.platform;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bounds what Quarkus has no setting for: how long a request waits for a connection, and how many
 * may wait. The client's own defaults are 30 seconds and without end. Statements as long as the
 * ledger's are kept prepared.
 */
@Singleton
class PoolLimits implements PgPoolCreator {
  /** The client prepares a longer statement anew each time; its own limit is 2,048 characters. */
  private static final int LONGEST_KEPT_STATEMENT = 16_384;

  private final int wait;
  private final int queue;

  PoolLimits(
      @ConfigProperty(name = "tributary.database.acquire-millis", defaultValue = "5000") int wait,
      @ConfigProperty(name = "tributary.database.queue", defaultValue = "1000") int queue) {
    this.wait = wait;
    this.queue = queue;
  }

  @Override
  public Pool create(Input input) {
    PoolOptions options =
        input
            .poolOptions()
            .setConnectionTimeout(wait)
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
            .setMaxWaitQueueSize(queue);
    input
        .pgConnectOptionsList()
        .forEach(each -> each.setPreparedStatementCacheSqlLimit(LONGEST_KEPT_STATEMENT));
    return PgBuilder.pool()
        .with(options)
        .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
        .using(input.vertx())
        .build();
  }
}

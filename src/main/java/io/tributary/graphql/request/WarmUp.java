package io.tributary.graphql.request;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.platform.Faults;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Does before the first request what it would wait for: every registered document is parsed and
 * checked, and connections are opened. Not ready until that is over, or until its time is. With
 * {@code tributary.warm-up.then-end} the start was all that was wanted.
 */
@Readiness
@Singleton
class WarmUp implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);

  /** Enough for the first requests; the pool opens more as they come. */
  private static final int CONNECTIONS = 4;

  private static final Duration HOLD = Duration.ofMillis(20);

  private final RegisteredDocuments registered;
  private final Documents documents;
  private final Tx tx;
  private final Duration most;
  private final boolean thenEnd;
  private volatile boolean isOver;

  WarmUp(
      RegisteredDocuments registered,
      Documents documents,
      Tx tx,
      @ConfigProperty(name = "tributary.warm-up", defaultValue = "5s") Duration most,
      @ConfigProperty(name = "tributary.warm-up.then-end", defaultValue = "false")
          boolean thenEnd) {
    this.registered = registered;
    this.documents = documents;
    this.tx = tx;
    this.most = most;
    this.thenEnd = thenEnd;
  }

  /** Early: documents are read on another processor while the others that start do so. */
  void begin(@Observes @Priority(2) StartupEvent start) {
    if (most.isZero()) {
      isOver = true;
      return;
    }
    Uni<Void> parsed =
        Uni.createFrom()
            .voidItem()
            .emitOn(Infrastructure.getDefaultWorkerPool())
            .invoke(this::readDocuments);
    Uni.join()
        .all(parsed, openConnections())
        .andCollectFailures()
        .ifNoItem()
        .after(most)
        .fail()
        .onTermination()
        .invoke(this::end)
        .subscribe()
        .with(
            done -> LOG.debug("warm"),
            failure -> LOG.infof("the warm-up was cut short: %s", Faults.kind(failure)));
  }

  private void end() {
    isOver = true;
    if (thenEnd) {
      Quarkus.asyncExit();
    }
  }

  private void readDocuments() {
    for (String text : registered.all()) {
      try {
        documents.admit(text, null, Map.of(), Set.of(Roles.ADMIN));
      } catch (Refusal refusal) {
        // one with several operations; it is read when somebody names one of them
        LOG.debugf("not read before it is asked for: %s", refusal.getMessage());
      }
    }
  }

  /** Held at the same time, or the pool would give the first one again. */
  private Uni<Void> openConnections() {
    return Uni.join()
        .all(IntStream.range(0, CONNECTIONS).mapToObj(i -> tx.read(WarmUp::hold)).toList())
        .andFailFast()
        .replaceWithVoid();
  }

  private static Uni<Void> hold(SqlConnection connection) {
    return Uni.createFrom().voidItem().onItem().delayIt().by(HOLD);
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("warm-up").status(isOver).build();
  }
}

package io.tributary.graphql.request;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.tributary.platform.Faults;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Does before the first request what it would wait for: registered documents are parsed and
 * checked, and connections are opened. Not ready until connections are there and so many documents
 * are read that the others cost little, or until its time is over. With {@code
 * tributary.warm-up.then-end} the start was all that was wanted.
 */
@Readiness
@Singleton
class WarmUp implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);

  /** Enough for the first requests; the pool opens more as they come. */
  private static final int CONNECTIONS = 4;

  /** Documents that are read before it is over. */
  private static final int FIRST = 12;

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
            .<Void>emitter(this::readDocuments)
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
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

  /** The first ones load what all need; the others are read behind the readiness. */
  private void readDocuments(UniEmitter<? super Void> first) {
    List<String> all = List.copyOf(registered.all());
    int enough = thenEnd ? all.size() : Math.min(FIRST, all.size());
    read(all.subList(0, enough));
    first.complete(null);
    read(all.subList(enough, all.size()));
  }

  private void read(List<String> texts) {
    for (String text : texts) {
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

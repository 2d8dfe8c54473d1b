package io.tributary.graphql.request;

import graphql.GraphQLError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.request.Documents.Admitted;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * How long operations take, what they cost and how they end, by the names of registered documents;
 * and a line in the log for each that is slow. Times are counted in buckets, which can be added up
 * over processes and days; a percentile made here could not.
 */
@Singleton
class Measured {
  private static final Logger LOG = Logger.getLogger(Measured.class);

  private static final Duration[] TIMES =
      millis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);

  private static final double[] COSTS = {10, 100, 1_000, 10_000, 100_000};

  /** How operations of a name end; there are as many as documents are registered. */
  private record Ending(String operation, String kind, String outcome) {}

  private final MeterRegistry meters;
  private final RegisteredDocuments registered;

  /** The registry finds a meter by making it anew, which costs more than what it measures. */
  private final Map<Ending, Timer> timers = new ConcurrentHashMap<>();

  private final Map<String, DistributionSummary> costs = new ConcurrentHashMap<>();

  /** From when on an operation is slow; set once, and by tests. */
  volatile Duration slow;

  Measured(
      MeterRegistry meters,
      RegisteredDocuments registered,
      @ConfigProperty(name = "tributary.graphql.slow", defaultValue = "1s") Duration slow) {
    this.meters = meters;
    this.registered = registered;
    this.slow = slow;
    for (ErrorKind kind : ErrorKind.values()) {
      errors(kind.name());
    }
  }

  private Counter errors(String code) {
    return meters.counter("tributary.graphql.errors", "code", code);
  }

  private static Duration[] millis(int... values) {
    Duration[] durations = new Duration[values.length];
    for (int i = 0; i < values.length; i++) {
      durations[i] = Duration.ofMillis(values[i]);
    }
    return durations;
  }

  /** Follows an operation that is about to be executed until it has been answered. */
  void follow(RoutingContext context, String text, Admitted admitted) {
    long begun = System.nanoTime();
    Ended.then(
        context,
        () -> note(text, admitted, context.response().getStatusCode(), System.nanoTime() - begun));
  }

  private void note(String text, Admitted admitted, int status, long nanos) {
    String operation = registered.nameOf(text);
    String kind = admitted.kind().name().toLowerCase(Locale.ROOT);
    Duration took = Duration.ofNanos(nanos);
    timers.computeIfAbsent(new Ending(operation, kind, outcome(status)), this::timer).record(took);
    costs.computeIfAbsent(operation, this::cost).record(admitted.cost());
    if (!slow.isZero() && took.compareTo(slow) >= 0) {
      LOG.warnf(
          "slow: %s %s took %d ms at a cost of %d",
          kind, operation, took.toMillis(), admitted.cost());
    }
  }

  private Timer timer(Ending of) {
    return Timer.builder("tributary.graphql.requests")
        .description("Operations over HTTP, from when they may be executed to their answer")
        .tags("operation", of.operation(), "kind", of.kind(), "outcome", of.outcome())
        .serviceLevelObjectives(TIMES)
        .register(meters);
  }

  private DistributionSummary cost(String operation) {
    return DistributionSummary.builder("tributary.graphql.cost")
        .description("What an operation may cost, as extensions.cost says")
        .tags("operation", operation)
        .serviceLevelObjectives(COSTS)
        .register(meters);
  }

  /** Counts errors by their code, of which there are as many as {@code ErrorKind} has. */
  void count(List<GraphQLError> errors) {
    for (GraphQLError error : errors) {
      Object code = error.getExtensions() == null ? null : error.getExtensions().get("code");
      errors(String.valueOf(code)).increment();
    }
  }

  private static String outcome(int status) {
    return switch (status / 100) {
      case 2 -> "answered";
      case 5 -> status == 503 ? "overloaded" : "failed";
      default -> "refused";
    };
  }
}

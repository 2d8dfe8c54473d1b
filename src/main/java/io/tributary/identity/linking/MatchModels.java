package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.linking.score.BuiltIn;
import io.tributary.identity.linking.score.Model;
import io.tributary.identity.linking.score.Thresholds;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The model in force. */
@ApplicationScoped
class MatchModels {
  /** What share of automatic merges must be right. */
  static final double PRECISION = .999;

  /** How long a replica may go on with a model that was replaced. */
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private static final MatchModel BUILT_IN = builtIn();

  private final Clock clock;
  private volatile Remembered remembered = new Remembered(BUILT_IN, Instant.MIN);

  MatchModels(Clock clock) {
    this.clock = clock;
  }

  private record Remembered(MatchModel model, Instant until) {}

  private static MatchModel builtIn() {
    Model model = BuiltIn.model();
    return new MatchModel(
        0, model, Thresholds.choose(model, PRECISION, List.of()), PRECISION, 0, null, null);
  }

  /** The model in force; the built-in one when none was trained. */
  Uni<MatchModel> inForce(SqlClient client) {
    Remembered known = remembered;
    return known.until().isAfter(clock.instant())
        ? Uni.createFrom().item(known.model())
        : latest(client);
  }

  /** The model in force this very moment. */
  Uni<MatchModel> latest(SqlClient client) {
    MatchModel known = remembered.model();
    return ModelStore.isLatest(client, known)
        .chain(
            isLatest ->
                isLatest
                    ? Uni.createFrom().item(known)
                    : ModelStore.page(client, Integer.MAX_VALUE, 1)
                        .map(found -> found.isEmpty() ? BUILT_IN : found.get(0)))
        .invoke(model -> remembered = new Remembered(model, clock.instant().plus(REMEMBERED)));
  }
}

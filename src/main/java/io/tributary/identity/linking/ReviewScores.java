package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Scores the reviews that guards opened, so that staff see field by field how alike the two are.
 */
@ApplicationScoped
class ReviewScores implements CustomerDerivation {
  /** After the traits, which it reads. */
  private static final int ORDER = 6;

  private final MatchModels models;

  ReviewScores(MatchModels models) {
    this.models = models;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return models
        .inForce(connection)
        .chain(model -> Rejudgement.score(connection, model, customers));
  }
}

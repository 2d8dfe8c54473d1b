package io.tributary.insight.lifecycle;

import io.smallrye.mutiny.Uni;
import io.tributary.insight.FactRollup;
import io.tributary.job.FactKind;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The stages of each customer, derived anew from their facts. */
@ApplicationScoped
class Lifecycles implements FactRollup {
  private final LifecycleStore store;

  Lifecycles(LifecycleStore store) {
    this.store = store;
  }

  /** After purchases and touches. */
  @Override
  public int order() {
    return 30;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.ORDER, FactKind.EVENT, FactKind.IDENTITY);
  }

  /** Whole histories, since a stage depends on all that was before it. */
  @Override
  public Uni<Void> rewrite(
      SqlConnection connection, List<UUID> customers, Instant since, Instant asOf) {
    return store
        .windows(connection)
        .chain(
            windows ->
                store
                    .facts(connection, customers)
                    .chain(facts -> store.rewrite(connection, customers, entered(windows, facts))));
  }

  private static List<LifecycleStore.Entered> entered(
      ActiveWindows windows, List<LifecycleRule.Facts> facts) {
    LifecycleRule rule = new LifecycleRule(windows);
    List<LifecycleStore.Entered> entered = new ArrayList<>();
    facts.forEach(
        of ->
            rule.stages(of)
                .forEach(
                    (since, stage) ->
                        entered.add(new LifecycleStore.Entered(of.customer(), since, stage))));
    return entered;
  }
}

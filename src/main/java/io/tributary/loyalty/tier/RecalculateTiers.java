package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Brings memberships up to an instant where time alone has changed them, or the policy has. Each
 * batch looks anew for who is due, so a run may stop and begin again at any point, and a run that
 * catches up ends where daily runs would have (T4).
 */
@ApplicationScoped
class RecalculateTiers implements Job {
  private static final int BATCH = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final Tiers tiers;
  private final TierStore store;
  private final TierPolicyStore policies;
  private final Tx tx;

  RecalculateTiers(Tiers tiers, TierStore store, TierPolicyStore policies, Tx tx) {
    this.tiers = tiers;
    this.store = store;
    this.policies = policies;
    this.tx = tx;
  }

  @Override
  public String name() {
    return "recalculate-tiers";
  }

  @Override
  public String description() {
    return "Ends tiers whose time has come and applies published tier policies.";
  }

  @Override
  public String cron() {
    return "10 2 * * *";
  }

  @Override
  public CatchUp catchUp() {
    return CatchUp.EACH;
  }

  /** What a run works with. */
  private record Run(JobContext context, List<ProgrammeRules> rules, long total) {}

  /** How far a run is. */
  private record Step(UUID last, long done, boolean more) {}

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(
            connection ->
                policies
                    .rules(connection, null)
                    .chain(
                        rules ->
                            store
                                .countDue(connection, FIRST, rules, context.asOf())
                                .map(total -> new Run(context, rules, total))))
        .chain(run -> context.progress(0, run.total()).replaceWith(run))
        .chain(this::batches);
  }

  private Uni<Void> batches(Run run) {
    AtomicReference<Step> at = new AtomicReference<>(new Step(FIRST, 0, true));
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                run.context()
                    .write(connection -> batch(connection, run, at.get()))
                    .call(step -> report(run, at.get(), step))
                    .invoke(at::set))
        .whilst(Step::more)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Uni<Void> report(Run run, Step before, Step after) {
    return after.done() == before.done()
        ? Uni.createFrom().voidItem()
        : run.context().progress(after.done(), run.total());
  }

  private Uni<Step> batch(SqlConnection connection, Run run, Step before) {
    Instant asOf = run.context().asOf();
    return store
        .due(connection, before.last(), run.rules(), asOf, BATCH)
        .chain(
            customers ->
                customers.isEmpty()
                    ? Uni.createFrom().item(new Step(before.last(), before.done(), false))
                    : ChangeQueue.hold(connection, customers)
                        .chain(() -> tiers.refresh(connection, customers, asOf))
                        .replaceWith(
                            new Step(
                                customers.get(customers.size() - 1),
                                before.done() + customers.size(),
                                customers.size() == BATCH)));
  }
}

package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Brings memberships up to an instant where time alone has changed them, or the policy has. A batch
 * is a transaction; a run may stop and begin again at any point, since who is done is not due any
 * more, and a run that catches up ends where daily runs would have (T4).
 */
@ApplicationScoped
class RecalculateTiers implements Job {
  private static final int BATCH = 1_000;

  /** How many batches are worked on at once: while one waits for the database another computes. */
  private static final int AT_ONCE = 3;

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

  @Override
  public boolean isHeavy() {
    return true;
  }

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

  /** Finds batch after batch, and brings several up at once: no customer is in two of them. */
  private Uni<Void> batches(Run run) {
    AtomicReference<UUID> last = new AtomicReference<>(FIRST);
    AtomicLong done = new AtomicLong();
    return Multi.createBy()
        .repeating()
        .uni(() -> due(run, last.get()).invoke(found -> found.forEach(last::set)))
        .until(List::isEmpty)
        .onItem()
        .transformToUni(customers -> bringUp(run, customers, done))
        .merge(AT_ONCE)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<List<UUID>> due(Run run, UUID after) {
    return tx.read(
        connection -> store.due(connection, after, run.rules(), run.context().asOf(), BATCH));
  }

  private Uni<Void> bringUp(Run run, List<UUID> customers, AtomicLong done) {
    Instant asOf = run.context().asOf();
    return run.context()
        .write(
            connection ->
                ChangeQueue.hold(connection, customers)
                    .chain(() -> tiers.refresh(connection, customers, asOf)))
        .chain(() -> run.context().progress(done.addAndGet(customers.size()), run.total()));
  }
}

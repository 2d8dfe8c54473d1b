package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings memberships up to an instant where time alone has changed them, or the policy has. A batch
 * is a transaction; a run may stop and begin again at any point, since who is done is not due any
 * more, and a run that catches up ends where daily runs would have (T4).
 */
@ApplicationScoped
class RecalculateTiers implements Job {
  /** How many who are due are looked for at a time: few of many are found by one walk over all. */
  private static final int PAGE = 20_000;

  /**
   * How many of them a transaction works on at most: the more, the more of them share a page of an
   * index of purchases.
   */
  private static final int BATCH = 2_000;

  /** The least that is worth a transaction of its own. */
  private static final int LEAST = 100;

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

  /** A run on its way through the customers whose membership is due. */
  private static final class Walk {
    private final JobContext context;
    private final List<ProgrammeRules> rules;
    private final AtomicLong done = new AtomicLong();
    private UUID last = FIRST;
    private long total = -1;
    private boolean isOver;

    private Walk(JobContext context, List<ProgrammeRules> rules) {
      this.context = context;
      this.rules = rules;
    }

    private List<UUID> next(List<UUID> changed, List<UUID> misplaced) {
      DuePage page = DuePage.of(changed, misplaced, PAGE);
      last = page.end();
      isOver = last == null;
      return page.ids();
    }
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(connection -> policies.rules(connection, null))
        .chain(rules -> batches(new Walk(context, rules)));
  }

  /** Brings several batches up at once: no customer is in two of them. */
  private Uni<Void> batches(Walk walk) {
    return Multi.createBy()
        .repeating()
        .uni(() -> page(walk))
        .until(List::isEmpty)
        .onItem()
        .transformToIterable(RecalculateTiers::parts)
        .onItem()
        .transformToUni(customers -> bringUp(walk, customers))
        .merge(AT_ONCE)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Batches of a page; where few are due, as many as are worked on at once. */
  private static List<List<UUID>> parts(List<UUID> page) {
    int rounds = Math.max(1, (page.size() + BATCH * AT_ONCE - 1) / (BATCH * AT_ONCE));
    int size = Math.max(LEAST, page.size() / (AT_ONCE * rounds) + 1);
    List<List<UUID>> parts = new ArrayList<>();
    for (int i = 0; i < page.size(); i += size) {
      parts.add(page.subList(i, Math.min(i + size, page.size())));
    }
    return parts;
  }

  /** The next that are due. With the first page it is known how many there are. */
  private Uni<List<UUID>> page(Walk walk) {
    if (walk.isOver) {
      return Uni.createFrom().item(List.of());
    }
    boolean first = walk.total < 0;
    Instant asOf = walk.context.asOf();
    return Uni.combine()
        .all()
        .unis(
            tx.read(c -> store.changed(c, walk.last, walk.rules, asOf, PAGE)),
            tx.read(c -> store.misplaced(c, walk.last, walk.rules, PAGE)))
        .with(walk::next)
        .call(found -> first ? count(walk, found.size()) : nothing());
  }

  private Uni<Void> count(Walk walk, int found) {
    Uni<Long> more =
        walk.isOver
            ? Uni.createFrom().item(0L)
            : tx.read(c -> store.countDue(c, walk.last, walk.rules, walk.context.asOf()));
    return more.invoke(rest -> walk.total = found + rest)
        .chain(() -> walk.context.progress(0, walk.total));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> bringUp(Walk walk, List<UUID> customers) {
    Instant asOf = walk.context.asOf();
    return walk.context
        .write(
            connection ->
                ChangeQueue.hold(connection, customers)
                    .chain(() -> tiers.refresh(connection, customers, asOf)))
        .chain(() -> walk.context.progress(walk.done.addAndGet(customers.size()), walk.total));
  }
}

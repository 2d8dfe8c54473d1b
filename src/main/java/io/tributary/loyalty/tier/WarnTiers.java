package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Warns members 60, 30 and 7 days before a tier ends, each once for each end: what is missing then,
 * and what they would have without it. A run that comes late warns of what is nearest, not of all
 * that were missed.
 */
@ApplicationScoped
class WarnTiers implements Job {
  private static final int BATCH = 1_000;
  private static final UUID FIRST = new UUID(0, 0);
  private static final int[] DAYS = {7, 30, 60};

  private final TierFactStore facts;
  private final TierPolicyStore policies;
  private final TierWarningStore store;
  private final Tx tx;

  WarnTiers(TierFactStore facts, TierPolicyStore policies, TierWarningStore store, Tx tx) {
    this.facts = facts;
    this.policies = policies;
    this.store = store;
    this.tx = tx;
  }

  @Override
  public String name() {
    return "warn-tiers";
  }

  @Override
  public String description() {
    return "Warns members 60, 30 and 7 days before their tier ends.";
  }

  @Override
  public String cron() {
    return "40 2 * * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(connection -> policies.rules(connection, null))
        .chain(rules -> batches(context, rules));
  }

  private Uni<Void> batches(JobContext context, List<ProgrammeRules> rules) {
    AtomicReference<UUID> last = new AtomicReference<>(FIRST);
    AtomicLong done = new AtomicLong();
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                context
                    .write(connection -> batch(connection, context.asOf(), rules, last))
                    .call(found -> context.progress(done.addAndGet(found), null)))
        .whilst(found -> found == BATCH)
        .collect()
        .last()
        .chain(() -> context.progress(done.get(), done.get()));
  }

  private Uni<Integer> batch(
      SqlConnection connection,
      Instant asOf,
      List<ProgrammeRules> rules,
      AtomicReference<UUID> last) {
    // grace only moves an end away from its validity's
    Instant horizon = asOf.plus(Duration.ofDays(DAYS[DAYS.length - 1]));
    return store
        .ending(connection, horizon, last.get(), BATCH)
        .chain(
            customers ->
                customers.isEmpty()
                    ? Uni.createFrom().item(0)
                    : facts
                        .facts(connection, customers, rules)
                        .chain(found -> store.add(connection, warnings(found, rules, asOf)))
                        .invoke(() -> last.set(customers.get(customers.size() - 1)))
                        .replaceWith(customers.size()));
  }

  private static List<TierWarningStore.Draft> warnings(
      Map<UUID, CustomerFacts> found, List<ProgrammeRules> rules, Instant asOf) {
    List<TierWarningStore.Draft> drafts = new ArrayList<>();
    found.forEach(
        (customer, of) ->
            rules.forEach(
                programme ->
                    Membership.of(customer, of, programme, asOf)
                        .ifPresent(member -> warn(member, asOf, drafts))));
    return drafts;
  }

  private static void warn(Membership member, Instant asOf, List<TierWarningStore.Draft> drafts) {
    Evaluation now = member.replay().now();
    if (now.stay() == null) {
      return;
    }
    Instant end = now.stay().by();
    OptionalInt days = days(asOf, end);
    if (days.isEmpty()) {
      return;
    }
    TierForecast then = member.forecast(end, List.of());
    if (!then.tier().equals(member.getTier())) {
      drafts.add(
          new TierWarningStore.Draft(
              member.customer(),
              member.programme().uuid(),
              end,
              days.getAsInt(),
              Ids.next(),
              member.getTier(),
              now.stay().anyOf(),
              then.tier(),
              asOf));
    }
  }

  /** The warning that is due; none when the end is farther away. */
  private static OptionalInt days(Instant asOf, Instant end) {
    return IntStream.of(DAYS)
        .filter(days -> !end.isAfter(asOf.plus(Duration.ofDays(days))))
        .findFirst();
  }
}

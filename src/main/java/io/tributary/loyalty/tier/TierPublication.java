package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.graphql.ApiException;
import io.tributary.job.ChangeQueue;
import io.tributary.loyalty.Programme;
import io.tributary.loyalty.Programmes;
import io.tributary.loyalty.tier.PolicyEffect.Comparison;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Publishes tier policies, or answers what publishing one would change. Both walk all customers in
 * batches and derive each before and after with the same code; publishing also writes what comes
 * out. Each batch is a transaction of its own: what a crash leaves over has the old version's
 * number, by which the job finds it.
 */
@ApplicationScoped
class TierPublication {
  private static final int BATCH = 1_000;

  /** How many batches are worked on at once: while one waits for the database another computes. */
  private static final int AT_ONCE = 3;

  private static final UUID FIRST = new UUID(0, 0);

  private final Programmes programmes;
  private final TierPolicyStore policies;
  private final TierStore tiers;
  private final TierFactStore facts;
  private final Tx tx;
  private final Clock clock;

  TierPublication(
      Programmes programmes,
      TierPolicyStore policies,
      TierStore tiers,
      TierFactStore facts,
      Tx tx,
      Clock clock) {
    this.programmes = programmes;
    this.policies = policies;
    this.tiers = tiers;
    this.facts = facts;
    this.tx = tx;
    this.clock = clock;
  }

  /** What a publication starts from: the rules of all programmes, and the policy to come. */
  private record Plan(
      Programme programme, List<ProgrammeRules> all, TierPolicy policy, Instant now) {
    private Optional<ProgrammeRules> before() {
      return all.stream().filter(of -> of.programme().equals(programme)).findFirst();
    }

    private boolean repeats() {
      return before().filter(rules -> rules.latest().says(policy)).isPresent();
    }

    private ProgrammeRules after() {
      if (repeats()) {
        return before().orElseThrow();
      }
      return before()
          .map(rules -> rules.with(policy))
          .orElseGet(() -> new ProgrammeRules(programme, List.of(policy), false, List.of()))
          .among(all);
    }

    /** The programmes that recognise tiers of this one, as they are afterwards. */
    private List<ProgrammeRules> followers() {
      List<ProgrammeRules> then = new ArrayList<>(all);
      then.removeIf(of -> of.programme().equals(programme));
      then.add(after());
      return all.stream().filter(of -> of.recognises(programme)).map(of -> of.among(then)).toList();
    }

    /** All whose facts are needed. */
    private List<ProgrammeRules> rules() {
      List<ProgrammeRules> rules = new ArrayList<>(followers());
      rules.add(after());
      return rules;
    }
  }

  /**
   * Publishes a policy, or with {@code dryRun} only answers. A policy that says what the one in
   * force says is not published again.
   *
   * @param by who publishes it
   * @throws ApiException INVALID_INPUT for a bad field, NOT_FOUND for an unknown programme,
   *     CONFLICT when another version was published at the same time
   */
  Uni<TierPolicyPayload> publish(TierPolicyInput input, String by) {
    boolean dryRun = Boolean.TRUE.equals(input.dryRun());
    return programmes
        .require(input.programme())
        .chain(
            programme ->
                tx.read(connection -> policies.rules(connection, null))
                    .map(all -> plan(input, programme, all)))
        .chain(
            plan ->
                dryRun
                    ? effect(plan, true).map(effect -> effect.payload(null, true))
                    : insert(plan, by)
                        .chain(
                            published ->
                                effect(plan, false)
                                    .map(effect -> effect.payload(published, false))));
  }

  private Plan plan(TierPolicyInput input, Programme programme, List<ProgrammeRules> all) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Optional<ProgrammeRules> before =
        all.stream().filter(of -> of.programme().equals(programme)).findFirst();
    int number = before.map(rules -> rules.latest().number() + 1).orElse(1);
    // a clock that lags must not put a version into force before its predecessor
    Instant from = before.map(rules -> latest(rules.latest().from(), now)).orElse(Instant.MIN);
    TierPolicy policy = TierPolicyDraft.of(input, programme, number, from);
    policy
        .recognises()
        .forEach(one -> TierPolicyDraft.requireTier(one, policy.recognises().indexOf(one), all));
    return new Plan(programme, all, policy, now);
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private Uni<PublishedTierPolicy> insert(Plan plan, String by) {
    UUID programme = plan.programme().uuid();
    if (plan.repeats()) {
      return tx.read(connection -> policies.inForce(connection, List.of(programme)))
          .map(found -> found.get(programme));
    }
    Instant at = plan.policy().number() == 1 ? plan.now() : plan.policy().from();
    PublishedTierPolicy published =
        new PublishedTierPolicy(Ids.next(), plan.policy(), FactKeys.utc(at), by);
    return policies.insert(programme, published).replaceWith(published);
  }

  /** Walks all customers, several batches at once: no customer is in two of them. */
  private Uni<PolicyEffect> effect(Plan plan, boolean dryRun) {
    AtomicReference<UUID> last = new AtomicReference<>(FIRST);
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                tx.read(connection -> tiers.customers(connection, last.get(), BATCH))
                    .invoke(found -> found.forEach(last::set)))
        .until(List::isEmpty)
        .onItem()
        .transformToUni(customers -> compare(plan, customers, dryRun))
        .merge(AT_ONCE)
        .collect()
        .in(AtomicReference<PolicyEffect>::new, TierPublication::add)
        .map(sum -> sum.get() == null ? new PolicyEffect() : sum.get());
  }

  private static void add(AtomicReference<PolicyEffect> sum, List<Comparison> compared) {
    PolicyEffect before = sum.get() == null ? new PolicyEffect() : sum.get();
    sum.set(before.with(compared));
  }

  private Uni<List<Comparison>> compare(Plan plan, List<UUID> customers, boolean dryRun) {
    if (dryRun) {
      return tx.read(connection -> facts.facts(connection, customers, plan.rules()))
          .emitOn(Infrastructure.getDefaultExecutor())
          .map(found -> compare(plan, found));
    }
    return tx.write(
        connection ->
            ChangeQueue.hold(connection, customers)
                .chain(() -> facts.facts(connection, customers, plan.rules()))
                .chain(
                    found -> {
                      List<Comparison> compared = compare(plan, found);
                      return write(connection, plan, customers, found, compared)
                          .replaceWith(compared);
                    }));
  }

  private Uni<Void> write(
      SqlConnection connection,
      Plan plan,
      List<UUID> customers,
      Map<UUID, CustomerFacts> found,
      List<Comparison> compared) {
    UUID programme = plan.programme().uuid();
    List<ProgrammeRules> followers = plan.followers();
    List<UUID> programmes = new ArrayList<>(List.of(programme));
    followers.forEach(of -> programmes.add(of.programme().uuid()));
    List<Derived> derived = new ArrayList<>();
    compared.forEach(one -> derived.add(one.derived(programme)));
    derived.addAll(Tiers.derive(found, followers, plan.now()));
    return tiers.write(connection, customers, programmes, derived);
  }

  private static List<Comparison> compare(Plan plan, Map<UUID, CustomerFacts> facts) {
    ProgrammeRules after = plan.after();
    Optional<ProgrammeRules> before = plan.before();
    Instant now = latest(plan.now(), after.latest().from());
    List<Comparison> compared = new ArrayList<>();
    facts.forEach(
        (customer, of) ->
            of.replay(after, now)
                .ifPresent(
                    replay ->
                        compared.add(
                            new Comparison(
                                customer,
                                before.flatMap(rules -> of.replay(rules, now)),
                                replay,
                                now))));
    return compared;
  }
}

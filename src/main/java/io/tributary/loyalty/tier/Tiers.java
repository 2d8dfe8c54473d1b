package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.CustomerFigures;
import io.tributary.job.CustomerDerivation;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Keeps memberships and tier histories what the facts call for, and answers them.
 *
 * <p>A refresh derives the whole history of its customers from their facts and rewrites the rows
 * that differ. History is thus exact rather than append-only: a late purchase, a merge or its
 * unmerge changes what was told before, and what was told is found again when the facts are.
 *
 * <p>A stored row holds for an instant. A refresh for an earlier one derives it for its own instant
 * again, so that no run in the past destroys newer state.
 */
@ApplicationScoped
public class Tiers implements CustomerDerivation {
  private final TierStore store;
  private final TierFactStore facts;
  private final TierPolicyStore policies;
  private final Tx tx;
  private final Clock clock;

  Tiers(TierStore store, TierFactStore facts, TierPolicyStore policies, Tx tx, Clock clock) {
    this.store = store;
    this.facts = facts;
    this.policies = policies;
    this.tx = tx;
    this.clock = clock;
  }

  @Override
  public int order() {
    return 20;
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return policies
        .rules(connection, null)
        .chain(
            rules ->
                rules.isEmpty() || customers.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : refresh(connection, customers, rules, asOf));
  }

  private Uni<Void> refresh(
      SqlConnection connection,
      Collection<UUID> customers,
      List<ProgrammeRules> rules,
      Instant asOf) {
    return facts
        .facts(connection, customers, rules)
        .chain(
            found ->
                store.write(
                    connection,
                    customers,
                    rules.stream().map(of -> of.programme().uuid()).toList(),
                    derive(found, rules, asOf)));
  }

  /** What the facts of customers call for in programmes, as of an instant or of a later row. */
  static List<Derived> derive(
      Map<UUID, CustomerFacts> facts, List<ProgrammeRules> rules, Instant asOf) {
    List<Derived> derived = new ArrayList<>();
    facts.forEach(
        (customer, of) ->
            rules.forEach(
                programme -> {
                  UUID id = programme.programme().uuid();
                  Instant at = of.notBefore(id, asOf);
                  of.replay(programme, at)
                      .ifPresent(replay -> derived.add(new Derived(customer, id, replay, at)));
                }));
    return derived;
  }

  /**
   * The memberships of customers in one programme, in two statements, as of now or of the stored
   * row when that is later. They follow from the facts, so they do not wait for a job.
   *
   * @param programme which; null for the oldest that has a policy
   * @return by customer; one who is not a member is missing
   */
  Uni<Map<UUID, Membership>> memberships(UUID programme, List<UUID> customers) {
    return tx.read(connection -> memberships(connection, programme, customers));
  }

  /** As {@link #memberships(UUID, List)}, in the caller's transaction. */
  public Uni<Map<UUID, Membership>> memberships(
      SqlConnection connection, UUID programme, List<UUID> customers) {
    Instant now = clock.instant();
    return policies
        .rules(connection, programme)
        .chain(
            rules ->
                rules.isEmpty()
                    ? Uni.createFrom().item(Map.<UUID, Membership>of())
                    : facts
                        .facts(connection, customers, rules.subList(0, 1))
                        .map(found -> memberships(rules.get(0), found, now)));
  }

  /** The names of a programme's tiers in force, the base tier first; none without a policy. */
  public Uni<List<String>> names(SqlConnection connection, UUID programme) {
    return policies
        .rules(connection, programme)
        .map(
            rules ->
                rules.stream()
                    .flatMap(of -> of.latest().tiers().stream())
                    .map(Tier::name)
                    .toList());
  }

  private static Map<UUID, Membership> memberships(
      ProgrammeRules rules, Map<UUID, CustomerFacts> facts, Instant now) {
    Map<UUID, Membership> memberships = new HashMap<>();
    facts.forEach(
        (customer, of) ->
            Membership.of(customer, of, rules, of.notBefore(rules.programme().uuid(), now))
                .ifPresent(membership -> memberships.put(customer, membership)));
    return memberships;
  }

  /**
   * What the memberships of groups of customers would be if each were one customer, in every
   * programme, as of now; in two statements.
   *
   * @return each with its group in the customer's place
   */
  Uni<List<Membership>> together(SqlConnection connection, CustomerFigures.Groups groups) {
    Instant now = clock.instant();
    return policies
        .rules(connection, null)
        .chain(
            rules ->
                rules.isEmpty()
                    ? Uni.createFrom().item(List.of())
                    : facts
                        .facts(
                            connection,
                            Arrays.stream(groups.customers()).distinct().toList(),
                            rules)
                        .map(found -> together(groups, found))
                        .map(
                            found ->
                                rules.stream()
                                    .flatMap(of -> memberships(of, found, now).values().stream())
                                    .toList()));
  }

  private static Map<UUID, CustomerFacts> together(
      CustomerFigures.Groups groups, Map<UUID, CustomerFacts> facts) {
    Map<UUID, CustomerFacts> together = new HashMap<>();
    for (int i = 0; i < groups.groups().length; i++) {
      CustomerFacts of = facts.get(groups.customers()[i]);
      if (of != null) {
        together.merge(groups.groups()[i], of, CustomerFacts::and);
      }
    }
    return together;
  }

  /**
   * Members by tier at an instant, each tier of the policy then in force listed, in two statements.
   *
   * @param asOf null for the latest state
   */
  Uni<List<TierCount>> distribution(UUID programme, Instant asOf) {
    return tx.read(
        connection ->
            policies
                .rules(connection, programme)
                .chain(
                    rules ->
                        store
                            .distribution(connection, programme, asOf)
                            .map(counts -> count(rules, asOf, counts))));
  }

  private static List<TierCount> count(
      List<ProgrammeRules> rules, Instant asOf, Map<String, Integer> counts) {
    Map<String, Integer> left = new LinkedHashMap<>(counts);
    List<TierCount> result = new ArrayList<>();
    for (ProgrammeRules of : rules) {
      TierPolicy policy = asOf == null ? of.latest() : of.at(asOf);
      for (Tier tier : policy.tiers()) {
        Integer members = left.remove(tier.name());
        result.add(new TierCount(tier.name(), members == null ? 0 : members));
      }
    }
    // a tier of the version before, whose members have not been recalculated yet
    left.forEach((tier, members) -> result.add(new TierCount(tier, members)));
    return result;
  }
}

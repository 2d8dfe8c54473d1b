package io.tributary.loyalty.tier;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.graphql.once.Once;
import io.tributary.identity.Customer;
import io.tributary.loyalty.Programme;
import io.tributary.loyalty.Programmes;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Tiers over GraphQL. */
@GraphQLApi
public class TierApi {
  private static final String POLICIES = "tierPolicies";
  private static final String HISTORY = "tierHistory";

  private final Tiers tiers;
  private final TierPublication publication;
  private final TierPolicyStore policies;
  private final Programmes programmes;
  private final Gather gather;
  private final SecurityIdentity caller;
  private final Tx tx;
  private final Once once;

  TierApi(
      Tiers tiers,
      TierPublication publication,
      TierPolicyStore policies,
      Programmes programmes,
      Gather gather,
      SecurityIdentity caller,
      Tx tx,
      Once once) {
    this.once = once;
    this.tiers = tiers;
    this.publication = publication;
    this.policies = policies;
    this.programmes = programmes;
    this.gather = gather;
    this.caller = caller;
    this.tx = tx;
  }

  /**
   * Publishes a tier policy, or answers what publishing it would change. INVALID_INPUT, NOT_FOUND,
   * CONFLICT; FORBIDDEN for a marketer who does not ask for a dry run.
   */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description(
      "Publishes a programme's next tier policy and recalculates its members; with dryRun only answers how many would"
          + " rise, fall, stay and join. A policy equal to the one in force is not published again. Marketers may only"
          + " make dry runs.")
  public Uni<TierPolicyPayload> publishTierPolicy(
      @NonNull @Description("The policy.") TierPolicyInput input) {
    if (!Boolean.TRUE.equals(input.dryRun()) && !caller.hasRole(Roles.ADMIN)) {
      throw new ApiException(
          ErrorKind.FORBIDDEN, "Only an admin publishes a tier policy. Ask for a dry run.");
    }
    String by = caller.getPrincipal().getName();
    return once.answer(
        "publishTierPolicy",
        // a dry run changes nothing: it is made anew, whatever its key
        Boolean.TRUE.equals(input.dryRun()) ? null : input.idempotencyKey(),
        input,
        TierPolicyPayload.class,
        () -> publication.publish(input, by));
  }

  /** A programme's policies. NOT_FOUND, INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @NonNull
  @Description("The published versions of a programme's tier policy, the newest first.")
  public Uni<TierPolicyConnection> tierPolicies(
      @Id @NonNull @Description("TypeID of the programme.") String programme,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, POLICIES, 1);
    int below =
        paging.continues()
            ? (int) Math.min(Integer.MAX_VALUE, Math.max(0, paging.number(0)))
            : Integer.MAX_VALUE;
    return programmes
        .require(programme)
        .chain(
            found ->
                tx.read(
                    connection -> policies.page(connection, found.uuid(), below, paging.limit())))
        .map(
            rows ->
                paging.slice(
                    POLICIES,
                    rows,
                    policy -> new String[] {Integer.toString(policy.getNumber())},
                    TierPolicyEdge::new,
                    TierPolicyConnection::new));
  }

  /** Members by tier. NOT_FOUND. */
  @Cost(weight = Cost.OVERVIEW)
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @Description("How many members each tier had at an instant, the base tier first.")
  public Uni<@NonNull List<@NonNull TierCount>> tierDistribution(
      @Id @NonNull @Description("TypeID of the programme.") String programme,
      @Description("The instant; null for the latest state.") OffsetDateTime asOf) {
    Instant at = asOf == null ? null : asOf.toInstant();
    return programmes.require(programme).chain(found -> tiers.distribution(found.uuid(), at));
  }

  /** The policy in force. */
  @Authenticated
  @Description("The tier policy in force; null before the first one is published.")
  public Uni<List<PublishedTierPolicy>> policy(@Source List<Programme> programmes) {
    List<UUID> ids = programmes.stream().map(Programme::uuid).distinct().toList();
    return tx.read(connection -> policies.inForce(connection, ids))
        .map(
            found -> {
              List<PublishedTierPolicy> inOrder = new ArrayList<>();
              programmes.forEach(programme -> inOrder.add(found.get(programme.uuid())));
              return inOrder;
            });
  }

  /** A customer's place in a programme. */
  @Authenticated
  @Description(
      "The customer's place in a programme. Every customer is a member of every programme that has a tier policy, from"
          + " when they were first seen. Null when the programme is unknown or has no policy.")
  public Uni<Membership> membership(
      @Source Customer customer,
      @Id @Description("TypeID of the programme; null for the oldest one that has a tier policy.")
          String programme) {
    Optional<UUID> id = programme == null ? Optional.empty() : TypeId.PROGRAMME.decode(programme);
    if (programme != null && id.isEmpty()) {
      return Uni.createFrom().nullItem();
    }
    return gather.load(
        "membership",
        id,
        customer.current(),
        customers -> tiers.memberships(id.orElse(null), customers));
  }

  /** The periods of a membership. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("The tiers this member has had, the present one first.")
  public Uni<TierPeriodConnection> tierHistory(
      @Source Membership membership,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, HISTORY, 1);
    Instant before = paging.continues() ? paging.instant(0) : Instant.MAX;
    List<TierPeriod> page =
        periods(membership.replay().history()).stream()
            .filter(period -> period.since().toInstant().isBefore(before))
            .limit(paging.limit())
            .toList();
    return Uni.createFrom()
        .item(
            paging.slice(
                HISTORY,
                page,
                period -> new String[] {Paging.part(period.since().toInstant())},
                TierPeriodEdge::new,
                TierPeriodConnection::new));
  }

  private static List<TierPeriod> periods(List<TierChange> history) {
    List<TierPeriod> periods = new ArrayList<>();
    Instant until = null;
    for (int i = history.size() - 1; i >= 0; i--) {
      TierChange change = history.get(i);
      periods.add(
          new TierPeriod(
              change.to(),
              change.from(),
              FactKeys.utc(change.at()),
              FactKeys.utc(until),
              change.reason(),
              change.policyNumber()));
      until = change.at();
    }
    return periods;
  }
}

package io.tributary.identity.survivorship;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.job.JobRun;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Survivorship policies over GraphQL. */
@GraphQLApi
public class SurvivorshipApi {
  private static final String LIST = "survivorshipPolicies";
  private final SurvivorshipPublication publication;
  private final Tx tx;
  private final SecurityIdentity caller;

  SurvivorshipApi(SurvivorshipPublication publication, Tx tx, SecurityIdentity caller) {
    this.publication = publication;
    this.tx = tx;
    this.caller = caller;
  }

  /**
   * A published policy, or the answer to a dry run.
   *
   * @param policy the one in force afterwards
   * @param recalculation the run that applies it
   * @param customersChanged of a dry run
   */
  @Description("A published survivorship policy, or the answer to a dry run.")
  public record SurvivorshipPolicyPayload(
      @NonNull @Description("The policy in force now.") PublishedSurvivorshipPolicy policy,
      @Description(
              "The run of recalculate-attributes that applies it to every customer; null for a dry run, and when the"
                  + " policy in force said the same.")
          JobRun recalculation,
      @Description("How many customers would have other attributes; null unless a dry run asked.")
          Integer customersChanged) {}

  /**
   * A page of policies.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of survivorship policies.")
  public record SurvivorshipPolicyConnection(
      @NonNull @Description("The page.") List<@NonNull SurvivorshipPolicyEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One policy of a page.
   *
   * @param node the policy
   * @param cursor its cursor
   */
  @Description("One survivorship policy of a page.")
  public record SurvivorshipPolicyEdge(
      @NonNull @Description("The policy.") PublishedSurvivorshipPolicy node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** The policy in force. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.ANALYST})
  @NonNull
  @Description("The survivorship policy in force; the built-in one until one is published.")
  public Uni<PublishedSurvivorshipPolicy> survivorshipPolicy() {
    return tx.read(connection -> SurvivorshipPolicyStore.inForce(connection));
  }

  /** The published policies, newest first. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.ANALYST})
  @NonNull
  @Description("The published survivorship policies, newest first.")
  public Uni<SurvivorshipPolicyConnection> survivorshipPolicies(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 1);
    long below = paging.continues() ? paging.number(0) : Integer.MAX_VALUE;
    return tx.read(
            connection ->
                SurvivorshipPolicyStore.page(
                    connection,
                    (int) Math.max(0, Math.min(Integer.MAX_VALUE, below)),
                    paging.limit()))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    policy -> new String[] {Integer.toString(policy.getVersion())},
                    SurvivorshipPolicyEdge::new,
                    SurvivorshipPolicyConnection::new));
  }

  /**
   * Publishes a policy. INVALID_INPUT, CONFLICT when another was published at the same time;
   * FORBIDDEN for a steward who does not ask for a dry run.
   */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description(
      "Publishes the next survivorship policy and starts the job that applies it; with dryRun only answers how many"
          + " customers would change. A policy equal to the one in force is not published again. Stewards may only make"
          + " dry runs.")
  public Uni<SurvivorshipPolicyPayload> publishSurvivorshipPolicy(
      @NonNull @Description("The policy.") SurvivorshipPolicyInput input) {
    if (Boolean.TRUE.equals(input.dryRun())) {
      return publication
          .wouldChange(input)
          .chain(
              changed ->
                  survivorshipPolicy()
                      .map(policy -> new SurvivorshipPolicyPayload(policy, null, changed)));
    }
    if (!caller.hasRole(Roles.ADMIN)) {
      throw new ApiException(
          ErrorKind.FORBIDDEN, "Only an admin publishes a survivorship policy. Ask for a dry run.");
    }
    return publication
        .publish(input, caller.getPrincipal().getName())
        .map(done -> new SurvivorshipPolicyPayload(done.published(), done.recalculation(), null));
  }
}

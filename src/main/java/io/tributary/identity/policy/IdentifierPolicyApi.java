package io.tributary.identity.policy;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** The identifier table over GraphQL. */
@GraphQLApi
public class IdentifierPolicyApi {
  private static final String LIST = "identifierPolicies";
  private final IdentifierPublication publication;
  private final IdentifierPolicyStore store;
  private final Tx tx;
  private final SecurityIdentity caller;

  IdentifierPolicyApi(
      IdentifierPublication publication,
      IdentifierPolicyStore store,
      Tx tx,
      SecurityIdentity caller) {
    this.publication = publication;
    this.store = store;
    this.tx = tx;
    this.caller = caller;
  }

  /**
   * A page of versions.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of versions of the identifier table.")
  public record IdentifierPolicyConnection(
      @NonNull @Description("The page.") List<@NonNull IdentifierPolicyEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One version of a page.
   *
   * @param node the version
   * @param cursor its cursor
   */
  @Description("One version of a page.")
  public record IdentifierPolicyEdge(
      @NonNull @Description("The version.") PublishedIdentifierPolicy node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** The versions, newest first. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description("The versions of the identifier table, the one in force first.")
  public Uni<IdentifierPolicyConnection> identifierPolicies(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 1);
    int below =
        paging.continues()
            ? (int) Math.min(Integer.MAX_VALUE, Math.max(0, paging.number(0)))
            : Integer.MAX_VALUE;
    return tx.read(connection -> store.page(connection, below, paging.limit()))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    policy -> new String[] {Integer.toString(policy.version())},
                    IdentifierPolicyEdge::new,
                    IdentifierPolicyConnection::new));
  }

  /**
   * Publishes a version, or says what it would change. INVALID_INPUT, CONFLICT; FORBIDDEN for a
   * steward who does not ask for a dry run.
   */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD})
  @NonNull
  @Description(
      "Publishes the next version of the identifier table; with dryRun only answers how many values would begin or stop"
          + " to tie and how many customers are over a limit. It holds for facts from then on; what was merged stays."
          + " Stewards may only make dry runs.")
  public Uni<IdentifierPolicyPayload> publishIdentifierPolicy(
      @NonNull @Description("What changes.") IdentifierPolicyInput input) {
    if (!Boolean.TRUE.equals(input.dryRun()) && !caller.hasRole(Roles.ADMIN)) {
      throw new ApiException(
          ErrorKind.FORBIDDEN, "Only an admin publishes the identifier table. Ask for a dry run.");
    }
    return publication.publish(input, caller.getPrincipal().getName());
  }
}

package io.tributary.identity.similar;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.identity.linking.Candidates;
import io.tributary.identity.linking.score.Traits;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Duplicate prevention at the door, over GraphQL. */
@GraphQLApi
public class SimilarApi {
  private final Candidates candidates;
  private final Tx tx;
  private final SecurityIdentity caller;

  SimilarApi(Candidates candidates, Tx tx, SecurityIdentity caller) {
    this.candidates = candidates;
    this.tx = tx;
    this.caller = caller;
  }

  /** Who is like what was typed. INVALID_INPUT when nothing can be looked for. */
  @Cost(weight = Cost.OVERVIEW)
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description(
      "The customers that are like what was typed, the likeliest first: to ask before a till or a form makes a new one."
          + " Each says why. Customers are found about a second after their facts came. Values are masked for tills.")
  public Uni<@NonNull List<@NonNull SimilarCustomer>> findSimilarCustomers(
      @NonNull @Description("What is known of them.") SimilarCustomersInput input) {
    Traits traits = input.traits();
    if (traits.isEmpty()) {
      throw ApiException.invalid(
          "input", "Nothing of this can be compared. Give a name, or a whole number or address.");
    }
    return tx.read(
            connection -> candidates.find(connection, traits, input.minimumScore(), input.first()))
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(List.<SimilarCustomer>of())
                    : tx.read(
                            connection ->
                                SimilarStore.shown(
                                    connection,
                                    found.stream().map(Candidates.Similar::customer).toList()))
                        .map(shown -> answer(found, shown)));
  }

  private List<SimilarCustomer> answer(
      List<Candidates.Similar> found, Map<UUID, SimilarStore.Shown> shown) {
    boolean sees =
        caller.hasRole(Roles.ADMIN)
            || caller.hasRole(Roles.STEWARD)
            || caller.hasRole(Roles.SERVICE);
    return found.stream()
        .filter(similar -> shown.containsKey(similar.customer()))
        .map(similar -> shown(similar, shown.get(similar.customer()), !sees))
        .toList();
  }

  private static SimilarCustomer shown(
      Candidates.Similar similar, SimilarStore.Shown values, boolean masked) {
    return new SimilarCustomer(
        similar.customer(),
        similar.score(),
        similar.household(),
        values.name(),
        values.phone(),
        values.email(),
        values.birthDate(),
        values.city(),
        masked);
  }
}

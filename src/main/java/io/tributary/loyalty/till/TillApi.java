package io.tributary.loyalty.till;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Points at tills without a network, over GraphQL. */
@GraphQLApi
public class TillApi {
  private final Tills tills;

  TillApi(Tills tills) {
    this.tills = tills;
  }

  /** Grants an allowance. NOT_FOUND, INVALID_INPUT, INSUFFICIENT_POINTS, IDEMPOTENCY_KEY_REUSED. */
  @Mutation("grantTillAllowance")
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description(
      "Holds points of a member for a till that may go offline, and signs how many it may spend until when.")
  public Uni<TillAllowancePayload> grantTillAllowance(
      @NonNull @Description("The allowance.") GrantTillAllowanceInput input) {
    return tills.grant(input);
  }

  /** Takes in a spending. INVALID_INPUT, IDEMPOTENCY_KEY_REUSED, CONFLICT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description(
      "Takes in what a till spent against an allowance, in any order and however often; what is"
          + " left goes back. One that comes after the points went back takes them anew, and owes"
          + " what is no longer there.")
  public Uni<TillSpendPayload> uploadTillSpend(
      @NonNull @Description("The spending.") UploadTillSpendInput input) {
    return tills.upload(input);
  }

  /** The keys of allowances. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description(
      "The public keys by which a till tells real allowances without a network, the newest first, up to 200.")
  public Uni<List<@NonNull TillKey>> tillKeys() {
    return tills.published();
  }
}

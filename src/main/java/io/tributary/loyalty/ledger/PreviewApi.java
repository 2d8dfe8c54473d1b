package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** What changes of points would do, over GraphQL. */
@GraphQLApi
public class PreviewApi {
  private final Points points;
  private final PointsCurrencies currencies;
  private final PointsCaller caller;

  PreviewApi(Points points, PointsCurrencies currencies, PointsCaller caller) {
    this.points = points;
    this.currencies = currencies;
    this.caller = caller;
  }

  /** What a redemption would do. NOT_FOUND, INVALID_INPUT. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description(
      "Which lots a redemption would take from, with their expiries, and what would be left; nothing is held.")
  public Uni<RedemptionPreview> redemptionPreview(
      @Id
          @Description(
              "Whose, a customer's id; a member may leave it out and can only name themselves.")
          String customer,
      @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
      @Description("The currency's code; left out, the programme's first that is spendable.")
          String currency,
      @Description("How many points, at least 1.") long points) {
    UUID whose = caller.customer("customer", customer);
    PointsCaller.points(points);
    return currencies
        .require(programme, currency)
        .invoke(Spendings::requireSpendable)
        .chain(found -> this.points.preview(found, whose, points));
  }
}

package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** What programmes owe their members, over GraphQL. */
@GraphQLApi
public class LiabilityApi {
  private final LedgerCheckStore store;
  private final PointsCurrencies currencies;
  private final Accounts accounts;
  private final Tx tx;

  LiabilityApi(LedgerCheckStore store, PointsCurrencies currencies, Accounts accounts, Tx tx) {
    this.store = store;
    this.currencies = currencies;
    this.accounts = accounts;
    this.tx = tx;
  }

  /** What a programme owed at an instant. NOT_FOUND, INVALID_INPUT. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  @NonNull
  @Description("What a programme owed its members at an instant, by the month in which it ends.")
  public Uni<PointsLiability> pointsLiability(
      @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
      @Description("The currency's code; left out, the programme's first that is spendable.")
          String currency,
      @Description("The instant; left out, now.") OffsetDateTime asOf) {
    Instant at = asOf == null ? accounts.now() : asOf.toInstant();
    if (at.isAfter(accounts.now())) {
      throw ApiException.invalid("asOf", "asOf is in the future. Leave it out for now.");
    }
    return currencies
        .require(programme, currency)
        .chain(
            found ->
                tx.read(connection -> store.outstanding(connection, found, at))
                    .map(liability -> new PointsLiability(found, at, liability)));
  }
}

package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** What programmes owe their members, over GraphQL. */
@GraphQLApi
public class LiabilityApi {
  private static final int MOST_DAYS = 400;

  private final LiabilityStore store;
  private final PointsCurrencies currencies;
  private final Accounts accounts;
  private final Tx tx;

  LiabilityApi(LiabilityStore store, PointsCurrencies currencies, Accounts accounts, Tx tx) {
    this.store = store;
    this.currencies = currencies;
    this.accounts = accounts;
    this.tx = tx;
  }

  /** What a programme owed at an instant. NOT_FOUND, INVALID_INPUT. */
  @Cost(weight = Cost.OVERVIEW)
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

  /** What a programme owed each night. NOT_FOUND, INVALID_INPUT. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  @NonNull
  @Description(
      "What a programme owed its members each night, as the job note-liability kept it, the"
          + " earliest first.")
  public Uni<List<@NonNull PointsLiability>> pointsLiabilityNights(
      @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
      @Description("The currency's code; left out, the programme's first that is spendable.")
          String currency,
      @NonNull @Description("The first local day.") LocalDate from,
      @NonNull @Description("The last local day, up to 400 days after the first.") LocalDate to) {
    if (to.isBefore(from) || from.plusDays(MOST_DAYS).isBefore(to)) {
      throw ApiException.invalid("to", "to is from or up to " + MOST_DAYS + " days later.");
    }
    return currencies
        .require(programme, currency)
        .chain(
            found ->
                tx.read(connection -> store.kept(connection, found.uuid(), from, to))
                    .map(
                        nights ->
                            nights.stream()
                                .map(
                                    night ->
                                        new PointsLiability(found, night.at(), night.liability()))
                                .toList()));
  }
}

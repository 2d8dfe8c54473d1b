package io.tributary.identity.quality;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.identity.quality.IdentityQuality.IdentityQualityInput;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Quality over time, over GraphQL. */
@GraphQLApi
public class QualityApi {
  private static final int MOST = 400;
  private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);
  private final Tx tx;
  private final Clock clock;

  QualityApi(Tx tx, Clock clock) {
    this.tx = tx;
    this.clock = clock;
  }

  /** How good matching is. INVALID_INPUT for a bad span or time zone. */
  @Cost(weight = Cost.OVERVIEW)
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.ANALYST})
  @NonNull
  @Description(
      "How good matching is: by period the merges of each rule, those undone since, splits and wrong merges found; and as"
          + " of now the open reviews by age, shared values and profiles per customer.")
  public Uni<IdentityQuality> identityQuality(
      @NonNull @Description("Which periods.") IdentityQualityInput input) {
    QualityStore.Span span = span(input);
    return tx.read(connection -> QualityStore.read(connection, span, clock.instant()));
  }

  private static QualityStore.Span span(IdentityQualityInput input) {
    if (input.from().isAfter(input.to())
        || input.from().isBefore(EARLIEST)
        || input.to().isAfter(LATEST)) {
      throw ApiException.invalid("input.from", "Give a first day up to the last, from 1970 on.");
    }
    QualityPeriod period = input.period();
    LocalDate first = period.start(input.from());
    LocalDate end = first;
    for (int i = 0; !end.isAfter(input.to()); i++) {
      if (i == MOST) {
        throw ApiException.invalid(
            "input.to", "These are more than 400 periods. Give longer ones.");
      }
      end = period.next(end);
    }
    return new QualityStore.Span(first, end, period, zone(input.timezone()));
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw ApiException.invalid(
          "input.timezone", "This is no IANA time zone, such as Asia/Shanghai.");
    }
  }
}

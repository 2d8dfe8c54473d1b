package io.tributary.insight.attribution;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.insight.Reporting;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Which channels bring sales, over GraphQL. */
@GraphQLApi
public class AttributionApi {
  private static final int LOOKBACK = 30;
  private static final int LONGEST_LOOKBACK = 365;
  private static final double HALF_LIFE = 7;
  private static final int MOST_PATHS = 1_000;
  private static final int MOST_TOUCHES = 100;

  private final Tx tx;
  private final Clock clock;
  private final TouchStore store;

  AttributionApi(Tx tx, Clock clock, TouchStore store) {
    this.tx = tx;
    this.clock = clock;
    this.store = store;
  }

  /** The models over stored touches; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("attribution")
  @NonNull
  @Description("Which channels bring the sales of a period, by seven models side by side.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<AttributionReport> attribution(
      @Name("input") @NonNull @Description("Which sales.") AttributionInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    Instant from = Reporting.asOf("input.from", input.from(), now);
    if (!from.isBefore(asOf)) {
      throw ApiException.invalid("input.from", "from is not before asOf. Swap them.");
    }
    int lookback = input.lookbackDays() == null ? LOOKBACK : input.lookbackDays();
    if (lookback < 1 || lookback > LONGEST_LOOKBACK) {
      throw ApiException.invalid(
          "input.lookbackDays", "lookbackDays is a number from 1 to " + LONGEST_LOOKBACK + ".");
    }
    if (input.currency() != null) {
      checkCurrency(input.currency());
    }
    double halfLife = halfLife(input.halfLifeDays());
    return tx.write(
            connection ->
                store.paths(
                    connection,
                    from,
                    asOf,
                    input.currency(),
                    lookback,
                    new AttributionRule(halfLife)))
        .emitOn(Infrastructure.getDefaultExecutor())
        .map(
            seen ->
                AttributionReport.of(
                    seen, seen.rests().currency(), utc(from), utc(asOf), utc(now)));
  }

  /** The models over given paths; INVALID_INPUT for broken ones. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("attributionOfPaths")
  @NonNull
  @Description("What the seven models say of given paths: to see how they work.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<AttributionReport> attributionOfPaths(
      @Name("input") @NonNull @Description("The paths.") PathsInput input) {
    checkCurrency(input.currency());
    if (input.paths().size() > MOST_PATHS) {
      throw ApiException.invalid("input.paths", "Give at most " + MOST_PATHS + " paths.");
    }
    double halfLife = halfLife(input.halfLifeDays());
    List<Path> paths = new ArrayList<>(input.paths().size());
    for (int i = 0; i < input.paths().size(); i++) {
      paths.add(path("input.paths[" + i + "]", input.paths().get(i)));
    }
    checkSizes(paths);
    return Uni.createFrom()
        .item(
            () -> {
              AttributionRule rule = new AttributionRule(halfLife);
              paths.forEach(rule::add);
              return AttributionReport.of(rule, input.currency(), null, null, utc(clock.instant()));
            })
        .runSubscriptionOn(Infrastructure.getDefaultExecutor());
  }

  private static void checkSizes(List<Path> paths) {
    if (paths.stream().flatMap(path -> path.channels().stream()).distinct().count()
        > AttributionRule.MOST_CHANNELS) {
      throw ApiException.invalid(
          "input.paths",
          "All paths together have at most %d channels. Give the small ones one name."
              .formatted(AttributionRule.MOST_CHANNELS));
    }
    if (paths.stream().mapToLong(Path::count).sum() > Integer.MAX_VALUE) {
      throw ApiException.invalid(
          "input.paths", "The counts of all paths add up to at most " + Integer.MAX_VALUE + ".");
    }
  }

  private static Path path(String field, PathInput path) {
    List<String> channels = path == null ? List.of() : path.channels();
    boolean named =
        !channels.isEmpty()
            && channels.size() <= MOST_TOUCHES
            && channels.stream().allMatch(channel -> channel != null && !channel.isBlank());
    if (!named) {
      throw ApiException.invalid(
          field + ".channels",
          "A path has 1 to " + MOST_TOUCHES + " touches, each with a channel.");
    }
    List<Double> ages = path.agesInDays();
    if (ages != null
        && (ages.size() != channels.size()
            || ages.stream().anyMatch(age -> age == null || !(age >= 0) || age.isInfinite()))) {
      throw ApiException.invalid(
          field + ".agesInDays", "Give an age of 0 or more for each touch, or none at all.");
    }
    int count = path.count() == null ? 1 : path.count();
    int value = path.valueMinorUnits() == null ? 0 : path.valueMinorUnits();
    if (count < 1 || value < 0) {
      throw ApiException.invalid(field, "count is 1 or more, valueMinorUnits 0 or more.");
    }
    return new Path(
        channels,
        ages == null ? null : ages.stream().mapToDouble(age -> age).toArray(),
        path.converted(),
        value,
        count);
  }

  private static double halfLife(Double days) {
    if (days != null && !(days > 0 && days <= LONGEST_LOOKBACK)) {
      throw ApiException.invalid(
          "input.halfLifeDays", "halfLifeDays is above 0, up to " + LONGEST_LOOKBACK + ".");
    }
    return days == null ? HALF_LIFE : days;
  }

  private static void checkCurrency(String currency) {
    if (!Money.isCurrency(currency)) {
      throw ApiException.invalid(
          "input.currency", currency + " is no ISO 4217 currency code. Give one such as CNY.");
    }
  }
}

package io.tributary.insight.value;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.insight.CustomerMetrics;
import io.tributary.insight.CustomerSegment;
import io.tributary.insight.Reporting;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** What customers will be worth, over GraphQL. */
@GraphQLApi
public class LifetimeValueApi {
  private static final String LIST = "lifetimeValueFits";
  private static final int MOST_MONTHS = 120;
  private static final double MOST_WEEKS = 5_200;
  private static final double LEAST_RATE = 0.0001;
  private static final int MOST_REPEATS = 100;
  private static final double MOST_SPENT = 1e12;

  private final Values values;
  private final ValueStore store;
  private final ValueCalibration calibration;
  private final Tx tx;
  private final Clock clock;
  private final Gather gather;

  LifetimeValueApi(
      Values values,
      ValueStore store,
      ValueCalibration calibration,
      Tx tx,
      Clock clock,
      Gather gather) {
    this.values = values;
    this.store = store;
    this.calibration = calibration;
    this.tx = tx;
    this.clock = clock;
    this.gather = gather;
  }

  /** What the customer is expected to bring; INVALID_INPUT for an instant in the future. */
  @NonNull
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @Description(
      "What the customer is expected to bring. It follows changed facts within about a second, and"
          + " the passing of time with each run of fit-lifetime-value.")
  public Uni<LifetimeValue> lifetimeValue(
      @Source CustomerMetrics metrics,
      @Description(
              "The instant to compute it for, by the models then in force; the stored value when"
                  + " left out.")
          OffsetDateTime asOf) {
    Instant at = asOf == null ? null : Reporting.asOf("asOf", asOf, clock.instant());
    return gather
        .load(
            "lifetimeValue",
            Optional.ofNullable(at),
            metrics.customer(),
            (List<UUID> customers) -> values.of(customers, at))
        .map(value -> value == null ? LifetimeValue.none(LifetimeValueReason.NO_PURCHASES) : value);
  }

  /** The models in force; INVALID_INPUT for an instant in the future. */
  @Query("lifetimeValueModels")
  @NonNull
  @Description("The models of lifetime value that were in force at an instant.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<LifetimeValueModels> lifetimeValueModels(
      @Description("The instant; now when left out, never later.") OffsetDateTime asOf) {
    Instant at = Reporting.asOf("asOf", asOf, clock.instant());
    return tx.read(connection -> store.inForce(connection, at, null))
        .map(fits -> new LifetimeValueModels(utc(at), fits));
  }

  /** All versions; INVALID_INPUT for a bad number or cursor. */
  @Query(LIST)
  @NonNull
  @Description("All versions of the models, latest instant first; refused ones with the reason.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<LifetimeValueFitConnection> lifetimeValueFits(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after,
      @Description("Only those for that instant or an earlier one; all when left out.")
          OffsetDateTime asOf) {
    Instant at = asOf == null ? null : Reporting.asOf("asOf", asOf, clock.instant());
    Paging paging = Paging.of(first, after, LIST, 2);
    return tx.read(connection -> store.page(connection, at, paging))
        .map(
            fits ->
                paging.slice(
                    LIST,
                    fits,
                    fit ->
                        new String[] {Paging.part(fit.asOf().toInstant()), fit.uuid().toString()},
                    LifetimeValueFitEdge::new,
                    LifetimeValueFitConnection::new));
  }

  /** A forecast; INVALID_INPUT for a past that cannot be, NOT_FOUND without a fit. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("purchaseForecast")
  @NonNull
  @Description("What a model expects of a customer with a certain past.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<PurchaseForecast> purchaseForecast(
      @Name("input") @NonNull @Description("Whose purchases.") PurchaseForecastInput input) {
    check(input);
    ValueSegment segment = segment(input.segmentBy(), input.segment(), input.firstChannel());
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), clock.instant());
    boolean needsPurchases = input.parameters() == null;
    boolean needsSpend = input.spend() != null && input.spend().parameters() == null;
    return (needsPurchases || needsSpend
            ? tx.read(connection -> store.inForce(connection, asOf, segment.by()))
            : Uni.createFrom().item(List.<LifetimeValueFit>of()))
        .emitOn(Infrastructure.getDefaultExecutor())
        .map(
            fits ->
                ForecastRule.forecast(
                    input,
                    needsPurchases ? ValueCalibration.required(fits, input.model(), segment) : null,
                    needsSpend ? fittedSpend(fits, segment.name()) : null));
  }

  /** The segment that an input names. */
  private static ValueSegment segment(CustomerSegment by, String name, String firstChannel) {
    if ((by == null) != (name == null)) {
      throw ApiException.invalid(
          "input.segment", "Give segmentBy and segment together, or neither for all customers.");
    }
    if (firstChannel == null) {
      return new ValueSegment(by, name);
    }
    if (by != null) {
      throw ApiException.invalid(
          "input.firstChannel", "firstChannel names another segment. Leave it out.");
    }
    return new ValueSegment(CustomerSegment.FIRST_CHANNEL, firstChannel);
  }

  /** Of the segment where it has a fit of its own, else of all; null without one. */
  private static LifetimeValueFit fittedSpend(List<LifetimeValueFit> fits, String segment) {
    LifetimeValueFit own = Values.of(fits, LifetimeValueModel.GAMMA_GAMMA, segment);
    return own == null ? Values.of(fits, LifetimeValueModel.GAMMA_GAMMA, null) : own;
  }

  private static void check(PurchaseForecastInput input) {
    requirePurchases("input.model", input.model());
    checkParameters("input.parameters", input.model(), input.parameters());
    if (input.repeats() < 0) {
      throw ApiException.invalid("input.repeats", "repeats is 0 or more.");
    }
    if (!(input.ageWeeks() >= 0 && input.ageWeeks() <= MOST_WEEKS)) {
      throw ApiException.invalid("input.ageWeeks", "ageWeeks is from 0 to " + MOST_WEEKS + ".");
    }
    boolean last =
        input.repeats() == 0
            ? input.lastWeeks() == 0
            : input.lastWeeks() > 0 && input.lastWeeks() <= input.ageWeeks();
    if (!last) {
      throw ApiException.invalid(
          "input.lastWeeks",
          "lastWeeks is above 0 and at most ageWeeks; 0 for a customer without a repeat purchase.");
    }
    if (!(input.weeks() >= 0 && input.weeks() <= MOST_WEEKS)) {
      throw ApiException.invalid("input.weeks", "weeks is from 0 to " + MOST_WEEKS + ".");
    }
    Double rate = input.weeklyDiscountRate();
    if (rate != null && !(rate >= LEAST_RATE && rate <= 1)) {
      throw ApiException.invalid(
          "input.weeklyDiscountRate", "weeklyDiscountRate is from 0.0001 to 1.");
    }
    Integer most = input.mostRepeats();
    if (most != null && (most < 0 || most > MOST_REPEATS)) {
      throw ApiException.invalid(
          "input.mostRepeats", "mostRepeats is a number from 0 to " + MOST_REPEATS + ".");
    }
    checkMonths(input.months());
    checkDiscount(input.monthlyDiscount());
    if (input.spend() != null) {
      checkSpend(input.spend());
    }
  }

  private static void checkParameters(
      String field, LifetimeValueModel model, List<Double> parameters) {
    if (parameters != null
        && (parameters.size() != model.size()
            || parameters.stream().anyMatch(p -> p == null || !(p > 0) || p.isInfinite()))) {
      throw ApiException.invalid(
          field, "Give " + model.size() + " parameters above 0, in the order of the paper.");
    }
  }

  private static void checkSpend(SpendForecastInput spend) {
    checkParameters("input.spend.parameters", LifetimeValueModel.GAMMA_GAMMA, spend.parameters());
    if (!(spend.mean() >= 0 && spend.mean() <= MOST_SPENT)) {
      throw ApiException.invalid("input.spend.mean", "mean is from 0 to " + MOST_SPENT + ".");
    }
    if (spend.purchases() != null && spend.purchases() < 0) {
      throw ApiException.invalid("input.spend.purchases", "purchases is 0 or more.");
    }
  }

  private static void checkMonths(Integer months) {
    if (months != null && (months < 1 || months > MOST_MONTHS)) {
      throw ApiException.invalid(
          "input.months", "months is a number from 1 to " + MOST_MONTHS + ".");
    }
  }

  private static void checkDiscount(Double discount) {
    if (discount != null && !(discount >= 0 && discount < 1)) {
      throw ApiException.invalid(
          "input.monthlyDiscount", "monthlyDiscount is from 0 to below 1; 0.01 is 1 %.");
    }
  }

  private static void requirePurchases(String field, LifetimeValueModel model) {
    if (model == LifetimeValueModel.GAMMA_GAMMA) {
      throw ApiException.invalid(
          field, "GAMMA_GAMMA is no model of purchases. Give BG_NBD or PARETO_NBD.");
    }
  }

  /**
   * How well a fit foresaw what came; INVALID_INPUT for a broken question, NOT_FOUND without one.
   */
  @Cost(weight = Cost.OVERVIEW)
  @Query("lifetimeValueCalibration")
  @NonNull
  @Description(
      "How well the model that was in force at one instant foresaw what came until another.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<CalibrationReport> lifetimeValueCalibration(
      @Name("input") @NonNull @Description("Which model and which time.") CalibrationInput input) {
    requirePurchases("input.model", input.model());
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    Instant calibratedTo = Reporting.asOf("input.calibratedTo", input.calibratedTo(), now);
    if (!calibratedTo.isBefore(asOf)) {
      throw ApiException.invalid(
          "input.calibratedTo", "calibratedTo is not before asOf: nothing was held out.");
    }
    ValueSegment segment = segment(input.segmentBy(), input.segment(), input.firstChannel());
    return calibration.report(input.model(), segment, calibratedTo, asOf);
  }

  /** The settings. */
  @Query("lifetimeValueSettings")
  @NonNull
  @Description("How lifetime value is computed.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<LifetimeValueSettings> lifetimeValueSettings() {
    return tx.read(store::settings);
  }

  /** Changes the settings; INVALID_INPUT for a value out of range. */
  @Mutation("setLifetimeValueSettings")
  @NonNull
  @Description("Sets how lifetime value is computed, from the next run of fit-lifetime-value on.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  public Uni<SetLifetimeValueSettingsPayload> setLifetimeValueSettings(
      @Name("input") @NonNull @Description("What to set.") SetLifetimeValueSettingsInput input) {
    if (input.model() != null) {
      requirePurchases("input.model", input.model());
    }
    checkMonths(input.months());
    checkDiscount(input.monthlyDiscount());
    if (input.segmentBy() != null && Boolean.TRUE.equals(input.undivided())) {
      throw ApiException.invalid(
          "input.undivided", "Customers are undivided or divided by segmentBy. Leave one out.");
    }
    return tx.write(connection -> store.set(connection, input))
        .map(SetLifetimeValueSettingsPayload::new);
  }
}

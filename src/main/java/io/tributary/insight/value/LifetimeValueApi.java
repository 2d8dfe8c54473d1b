package io.tributary.insight.value;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.insight.CustomerMetrics;
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
    return tx.read(connection -> store.inForce(connection, at))
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
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), clock.instant());
    if (input.parameters() != null) {
      double[] given = input.parameters().stream().mapToDouble(Double::doubleValue).toArray();
      return Uni.createFrom().item(forecast(input, given));
    }
    return tx.read(connection -> store.inForce(connection, asOf))
        .map(
            fits ->
                forecast(
                    input,
                    ValueCalibration.required(fits, input.model(), input.firstChannel()).values()));
  }

  private static void check(PurchaseForecastInput input) {
    requirePurchases("input.model", input.model());
    List<Double> parameters = input.parameters();
    if (parameters != null
        && (parameters.size() != input.model().size()
            || parameters.stream().anyMatch(p -> p == null || !(p > 0) || p.isInfinite()))) {
      throw ApiException.invalid(
          "input.parameters",
          "Give " + input.model().size() + " parameters above 0, in the order of the paper.");
    }
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
  }

  private static void requirePurchases(String field, LifetimeValueModel model) {
    if (model == LifetimeValueModel.GAMMA_GAMMA) {
      throw ApiException.invalid(
          field, "GAMMA_GAMMA is no model of purchases. Give BG_NBD or PARETO_NBD.");
    }
  }

  private static PurchaseForecast forecast(PurchaseForecastInput input, double[] parameters) {
    PurchaseProcess process = input.model().process(parameters);
    return new PurchaseForecast(
        input.model().named(parameters),
        process.alive(input.repeats(), input.lastWeeks(), input.ageWeeks()),
        process.expectedAfter(input.repeats(), input.lastWeeks(), input.ageWeeks(), input.weeks()),
        process.expected(input.weeks()));
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
    return calibration.report(input.model(), input.firstChannel(), calibratedTo, asOf);
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
    Integer months = input.months();
    if (months != null && (months < 1 || months > MOST_MONTHS)) {
      throw ApiException.invalid(
          "input.months", "months is a number from 1 to " + MOST_MONTHS + ".");
    }
    Double discount = input.monthlyDiscount();
    if (discount != null && !(discount >= 0 && discount < 1)) {
      throw ApiException.invalid(
          "input.monthlyDiscount", "monthlyDiscount is from 0 to below 1; 0.01 is 1 %.");
    }
    return tx.write(connection -> store.set(connection, input))
        .map(SetLifetimeValueSettingsPayload::new);
  }
}

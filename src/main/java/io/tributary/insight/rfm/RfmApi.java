package io.tributary.insight.rfm;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.insight.CustomerMetrics;
import io.tributary.insight.Reporting;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** RFM over GraphQL. */
@GraphQLApi
public class RfmApi {
  private static final int MOST_MONTHS = 600;
  private static final int MOST_SEGMENTS = 50;
  private static final int LONGEST_NAME = 60;

  private final RfmScores scores;
  private final RfmStore store;
  private final Tx tx;
  private final Clock clock;
  private final Gather gather;

  RfmApi(RfmScores scores, RfmStore store, Tx tx, Clock clock, Gather gather) {
    this.scores = scores;
    this.store = store;
    this.tx = tx;
    this.clock = clock;
    this.gather = gather;
  }

  /** A customer's scores; INVALID_INPUT for an instant in the future. */
  @NonNull
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @Description(
      "Recency, frequency and monetary value. They follow changed facts within about a second by"
          + " the thresholds of the last run of refresh-rfm.")
  public Uni<Rfm> rfm(
      @Source CustomerMetrics metrics,
      @Description(
              "The instant to compute it for, with thresholds over all customers at that instant;"
                  + " the stored score when left out.")
          OffsetDateTime asOf) {
    Instant at = asOf == null ? null : Reporting.asOf("asOf", asOf, clock.instant());
    return gather
        .load(
            "rfm",
            Optional.ofNullable(at),
            metrics.customer(),
            (List<UUID> customers) -> scores.of(customers, at))
        .map(rfm -> rfm == null ? Rfm.none(RfmReason.NO_PURCHASES) : rfm);
  }

  /** RFM over all customers; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("rfm")
  @NonNull
  @Description(
      "Recency, frequency and monetary value over all customers: thresholds and segments. Without an"
          + " input as the last run of refresh-rfm kept them, where there was one; with one computed"
          + " for it.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<RfmReport> report(
      @Name("input") @Description("Which table; that of the last run when left out.")
          RfmInput input) {
    return scores.report(
        input == null || input.isEmpty()
            ? null
            : asked(
                input.asOf(),
                input.currency(),
                input.months(),
                input.moneyStepMinorUnits(),
                input.timezone()));
  }

  /** The migration matrix; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("rfmMigration")
  @NonNull
  @Description("How customers moved between RFM segments from one instant to another.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<RfmMigration> migration(
      @Name("input") @NonNull @Description("Between which instants.") RfmMigrationInput input) {
    RfmStore.Asked asked =
        asked(
            input.asOf(),
            input.currency(),
            input.months(),
            input.moneyStepMinorUnits(),
            input.timezone());
    Instant from = Reporting.asOf("input.from", input.from(), clock.instant());
    if (!from.isBefore(asked.asOf())) {
      throw ApiException.invalid("input.from", "from is not before asOf. Swap them.");
    }
    return scores.migration(asked, from);
  }

  private RfmStore.Asked asked(
      OffsetDateTime asOf, String currency, Integer months, Integer step, String timezone) {
    if (currency != null && !Money.isCurrency(currency)) {
      throw ApiException.invalid(
          "input.currency", currency + " is no ISO 4217 currency code. Give one such as CNY.");
    }
    check(months, step);
    return new RfmStore.Asked(
        Reporting.asOf("input.asOf", asOf, clock.instant()),
        currency,
        months,
        step,
        timezone == null ? null : Reporting.zone("input.timezone", timezone));
  }

  private static void check(Integer months, Integer step) {
    if (months != null && (months < 0 || months > MOST_MONTHS)) {
      throw ApiException.invalid(
          "input.months", "months is 0 for all time, or up to " + MOST_MONTHS + ".");
    }
    if (step != null && step < 1) {
      throw ApiException.invalid("input.moneyStepMinorUnits", "moneyStepMinorUnits is 1 or more.");
    }
  }

  /** The settings. */
  @Query("rfmSettings")
  @NonNull
  @Description("How RFM is computed.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<RfmSettings> rfmSettings() {
    return tx.read(store::settings);
  }

  /** Changes the settings; INVALID_INPUT for a value out of range. */
  @Mutation("setRfmSettings")
  @NonNull
  @Description("Sets how RFM is computed.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  public Uni<SetRfmSettingsPayload> setRfmSettings(
      @Name("input") @NonNull @Description("What to set.") SetRfmSettingsInput input) {
    check(input.months(), input.moneyStepMinorUnits());
    List<RfmSegment> segments = input.segments() == null ? null : segments(input.segments());
    return tx.write(
            connection ->
                store.set(connection, input.months(), input.moneyStepMinorUnits(), segments))
        .map(SetRfmSettingsPayload::new);
  }

  private static List<RfmSegment> segments(List<RfmSegmentInput> given) {
    if (given.size() > MOST_SEGMENTS) {
      throw ApiException.invalid(
          "input.segments", "A list has at most " + MOST_SEGMENTS + " segments.");
    }
    for (int i = 0; i < given.size(); i++) {
      RfmSegmentInput one = given.get(i);
      if (one == null
          || one.name().isBlank()
          || one.name().length() > LONGEST_NAME
          || one.name().indexOf('\0') >= 0) {
        throw ApiException.invalid(
            "input.segments[" + i + "].name", "A name has 1 to " + LONGEST_NAME + " characters.");
      }
      boolean boxes =
          inOrder(one.rFrom(), one.rTo())
              && inOrder(one.fFrom(), one.fTo())
              && inOrder(one.mFrom(), one.mTo());
      if (!boxes) {
        throw ApiException.invalid(
            "input.segments[" + i + "]", "Scores are from 1 to 5, and from is at most to.");
      }
    }
    return given.stream().filter(Objects::nonNull).map(RfmSegmentInput::segment).toList();
  }

  private static boolean inOrder(int from, int to) {
    return IntStream.of(from, to).allMatch(score -> score >= 1 && score <= 5) && from <= to;
  }
}

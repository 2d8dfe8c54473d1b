package io.tributary.insight.channel;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.insight.Reporting;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.Storable;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Channels over GraphQL. */
@GraphQLApi
public class ChannelApi {
  private static final int LOOKBACK = 30;
  private static final int LONGEST_LOOKBACK = 365;
  private static final int MOST_STEPS = 10;
  private static final int MOST_NAMES = 50;
  private static final int LONGEST_NAME = 200;
  private static final int WINDOW_HOURS = 720;
  private static final int LONGEST_WINDOW_HOURS = 8_760;
  private static final int SECONDS_AN_HOUR = 3_600;

  private final Tx tx;
  private final Clock clock;
  private final Channels channels;
  private final PathsAcross paths;
  private final ChannelReadStore store;

  ChannelApi(Tx tx, Clock clock, Channels channels, PathsAcross paths, ChannelReadStore store) {
    this.tx = tx;
    this.clock = clock;
    this.channels = channels;
    this.paths = paths;
    this.store = store;
  }

  /** What each channel cost and brought; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("channels")
  @NonNull
  @Description(
      "Visits, conversions, new customers, cost and return of each channel in a period. Visits"
          + " follow events with each run of refresh-visits; one that began before asOf counts as a"
          + " whole.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<ChannelReport> channels(
      @Name("input") @NonNull @Description("Which period.") ChannelsInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    Instant from = from(input.from(), asOf, now);
    int lookback = days("lookbackDays", input.lookbackDays());
    checkCurrency("input.currency", input.currency());
    return channels.report(from, asOf, lookback, input.currency());
  }

  /** Paths from one kind of channel to another; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("channelPaths")
  @NonNull
  @Description(
      "Who went from one kind of channel to another: looked online and bought in a store, bought in"
          + " a store and went on online. Known customers alone; visits follow events with each run"
          + " of refresh-visits.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<ChannelPaths> channelPaths(
      @Name("input") @NonNull @Description("Which paths.") ChannelPathsInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    Instant from = from(input.from(), asOf, now);
    int within = days("withinDays", input.withinDays());
    checkCurrency("input.currency", input.currency());
    return paths.of(from, asOf, within, input.currency());
  }

  private static int days(String field, Integer asked) {
    int days = asked == null ? LOOKBACK : asked;
    if (days < 1 || days > LONGEST_LOOKBACK) {
      throw ApiException.invalid(
          "input." + field, field + " is a number from 1 to " + LONGEST_LOOKBACK + ".");
    }
    return days;
  }

  /** Who buys where; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("channelCustomers")
  @NonNull
  @Description("Customers by first, last and favourite channel, and across channels.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<ChannelCustomers> channelCustomers(
      @Description("Purchases before that instant; now when left out, never later.")
          OffsetDateTime asOf,
      @Description("ISO 4217, of what was spent; the one in use when left out.") String currency) {
    checkCurrency("currency", currency);
    return channels.customers(Reporting.asOf("asOf", asOf, clock.instant()), currency);
  }

  /** How far people come; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("funnel")
  @NonNull
  @Description(
      "How many people come through steps in order within a time, and how long each takes. Of a"
          + " person's tries the one that comes furthest counts.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<FunnelReport> funnel(
      @Name("input") @NonNull @Description("The funnel.") FunnelInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    Instant from = from(input.from(), asOf, now);
    if (input.steps().size() < 2 || input.steps().size() > MOST_STEPS) {
      throw ApiException.invalid("input.steps", "A funnel has 2 to " + MOST_STEPS + " steps.");
    }
    for (FunnelInput.Step step : input.steps()) {
      boolean named = step.kind() != FunnelInput.Kind.EVENT || isName(step.event());
      if (!named) {
        throw ApiException.invalid("input.steps", "A step of kind EVENT needs an event's name.");
      }
    }
    int hours = input.windowHours() == null ? WINDOW_HOURS : input.windowHours();
    if (hours < 1 || hours > LONGEST_WINDOW_HOURS) {
      throw ApiException.invalid(
          "input.windowHours", "windowHours is a number from 1 to " + LONGEST_WINDOW_HOURS + ".");
    }
    return channels.funnel(from, asOf, input.steps(), (long) hours * SECONDS_AN_HOUR);
  }

  /** The settings. */
  @Query("channelSettings")
  @NonNull
  @Description("What counts as a registration, an enquiry and margin.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<ChannelSettings> channelSettings() {
    return tx.read(store::settings);
  }

  /** Changes the settings; INVALID_INPUT for bad ones. */
  @Mutation("setChannelSettings")
  @NonNull
  @Description("Sets what counts as a registration, an enquiry and margin.")
  @RolesAllowed(Roles.ADMIN)
  public Uni<SetChannelSettingsPayload> setChannelSettings(
      @Name("input") @NonNull @Description("What to set.") SetChannelSettingsInput input) {
    List<String> registration = names("registrationEvents", input.registrationEvents());
    List<String> enquiry = names("enquiryEvents", input.enquiryEvents());
    Double margin = input.marginShare();
    if (margin != null && !(margin == -1 || (margin >= 0 && margin <= 1))) {
      throw ApiException.invalid(
          "input.marginShare", "marginShare is 0 to 1, or -1 where it is not known.");
    }
    return tx.write(connection -> store.set(connection, registration, enquiry, margin))
        .map(SetChannelSettingsPayload::new);
  }

  private static List<String> names(String field, List<String> names) {
    if (names == null) {
      return null;
    }
    if (names.isEmpty()
        || names.size() > MOST_NAMES
        || !names.stream().allMatch(ChannelApi::isName)) {
      throw ApiException.invalid("input." + field, "Give 1 to " + MOST_NAMES + " names of events.");
    }
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  private static boolean isName(String name) {
    return name != null && !name.isBlank() && name.length() <= LONGEST_NAME && Storable.text(name);
  }

  private static Instant from(OffsetDateTime asked, Instant asOf, Instant now) {
    Instant from = Reporting.asOf("input.from", asked, now);
    if (!from.isBefore(asOf)) {
      throw ApiException.invalid("input.from", "from is not before asOf. Swap them.");
    }
    return from;
  }

  private static void checkCurrency(String field, String currency) {
    if (currency != null && !Money.isCurrency(currency)) {
      throw ApiException.invalid(
          field, currency + " is no ISO 4217 currency code. Give one such as CNY.");
    }
  }
}

package io.tributary.insight.service;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.insight.Reporting;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Clocks of service, over GraphQL. */
@GraphQLApi
public class ServiceApi {
  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):([0-5][0-9])|24:00");
  private static final int DAY = 1_440;
  private static final int MOST_MINUTES = 1_000_000;
  private static final int MOST_CALENDARS = 20;
  private static final int MOST_HOURS = 50;
  private static final int MOST_EVENTS = 1_000;
  private static final Duration LONGEST = Duration.ofDays(3_660);

  private final Clock clock;

  ServiceApi(Clock clock) {
    this.clock = clock;
  }

  /** A case's clocks; INVALID_INPUT for a case or a calendar that cannot be. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("serviceClocks")
  @NonNull
  @Description(
      "How long the clocks of a case of service have run by business hours, when they are due and"
          + " when they were broken.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER, Roles.SERVICE})
  public Uni<ServiceClocks> serviceClocks(
      @Name("input") @NonNull @Description("The case.") ServiceClocksInput input) {
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), clock.instant());
    Instant created = input.createdAt().toInstant();
    if (created.isAfter(asOf) || created.isBefore(asOf.minus(LONGEST))) {
      throw ApiException.invalid(
          "input.createdAt", "createdAt is not after asOf, and at most ten years before it.");
    }
    List<ServiceClocksInput.Event> given = input.events() == null ? List.of() : input.events();
    if (given.size() > MOST_EVENTS || given.stream().anyMatch(Objects::isNull)) {
      throw ApiException.invalid(
          "input.events", "Give at most " + MOST_EVENTS + " events, none of them null.");
    }
    List<BusinessCalendar> calendars = calendars(input.calendars());
    if (ServiceClockRule.inForce(calendars, created) == null) {
      throw ApiException.invalid(
          "input.calendars", "No version was in force at createdAt. Leave its validFrom out.");
    }
    List<ServiceClockRule.Event> events =
        given.stream()
            .map(event -> new ServiceClockRule.Event(event.kind(), event.at().toInstant()))
            .toList();
    Map<ServiceClockKind, Integer> targets = new EnumMap<>(ServiceClockKind.class);
    target(targets, ServiceClockKind.RESPONSE, "responseMinutes", input.responseMinutes());
    target(targets, ServiceClockKind.RESOLUTION, "resolutionMinutes", input.resolutionMinutes());
    return Uni.createFrom()
        .item(
            new ServiceClocks(
                utc(asOf),
                targets.entrySet().stream()
                    .map(
                        of ->
                            ServiceClockRule.at(
                                asOf, of.getKey(), calendars, of.getValue(), created, events))
                    .toList()));
  }

  private static void target(
      Map<ServiceClockKind, Integer> targets,
      ServiceClockKind kind,
      String field,
      Integer minutes) {
    if (minutes == null) {
      return;
    }
    if (minutes < 1 || minutes > MOST_MINUTES) {
      throw ApiException.invalid(
          "input." + field, field + " is a number from 1 to " + MOST_MINUTES + ".");
    }
    targets.put(kind, minutes);
  }

  private static List<BusinessCalendar> calendars(List<ServiceClocksInput.Calendar> given) {
    if (given.isEmpty() || given.size() > MOST_CALENDARS) {
      throw ApiException.invalid(
          "input.calendars", "Give 1 to " + MOST_CALENDARS + " versions of the calendar.");
    }
    List<BusinessCalendar> calendars = new ArrayList<>(given.size());
    for (int i = 0; i < given.size(); i++) {
      ServiceClocksInput.Calendar calendar = given.get(i);
      String field = "input.calendars[" + i + "]";
      boolean isLong =
          calendar.hours().size() > MOST_HOURS
              || (calendar.closedOn() != null && calendar.closedOn().size() > MOST_EVENTS);
      boolean isKnown =
          calendar.closedOn() == null || calendar.closedOn().stream().noneMatch(Objects::isNull);
      if (isLong || !isKnown) {
        throw ApiException.invalid(
            field,
            "A calendar has at most " + MOST_HOURS + " spans and " + MOST_EVENTS + " closed days.");
      }
      calendars.add(
          new BusinessCalendar(
              calendar.version(),
              calendar.validFrom() == null ? Instant.MIN : calendar.validFrom().toInstant(),
              Reporting.zone(field + ".timezone", calendar.timezone()),
              hours(field + ".hours", calendar.hours()),
              calendar.closedOn() == null ? Set.of() : Set.copyOf(calendar.closedOn())));
    }
    return calendars;
  }

  private static Map<DayOfWeek, List<BusinessCalendar.Opening>> hours(
      String field, List<ServiceClocksInput.Hours> given) {
    Map<DayOfWeek, List<BusinessCalendar.Opening>> hours = new EnumMap<>(DayOfWeek.class);
    for (ServiceClocksInput.Hours span : given) {
      int from = minute(field, span.from());
      int to = minute(field, span.to());
      if (from >= to) {
        throw ApiException.invalid(field, "from is before to; hours over midnight are two spans.");
      }
      for (int day : span.days()) {
        if (day < 1 || day > DayOfWeek.values().length) {
          throw ApiException.invalid(field, "Days are 1, Monday, to 7, Sunday.");
        }
        hours
            .computeIfAbsent(DayOfWeek.of(day), d -> new ArrayList<>())
            .add(new BusinessCalendar.Opening(from, to));
      }
    }
    hours.values().forEach(of -> inOrder(field, of));
    return hours;
  }

  private static void inOrder(String field, List<BusinessCalendar.Opening> openings) {
    openings.sort(Comparator.comparingInt(BusinessCalendar.Opening::from));
    for (int i = 1; i < openings.size(); i++) {
      if (openings.get(i).from() < openings.get(i - 1).to()) {
        throw ApiException.invalid(field, "Two spans of a day overlap. Make them one.");
      }
    }
  }

  private static int minute(String field, String time) {
    Matcher matcher = TIME.matcher(time);
    if (!matcher.matches()) {
      throw ApiException.invalid(field, "Times are written as 09:00, up to 24:00.");
    }
    return matcher.group(1) == null
        ? DAY
        : Integer.parseInt(matcher.group(1)) * 60 + Integer.parseInt(matcher.group(2));
  }
}

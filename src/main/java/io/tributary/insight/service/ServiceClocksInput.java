package io.tributary.insight.service;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A case of service.
 *
 * @param calendars versions of the business calendar
 * @param createdAt when it began
 * @param events what happened to it
 * @param responseMinutes the target of the first response; none when null
 * @param resolutionMinutes the target of the resolution; none when null
 * @param asOf the instant; now when null
 */
@Input("ServiceClocksInput")
@Description("A case of service, its targets, and the business hours that its clocks run in.")
public record ServiceClocksInput(
    @NonNull @Description("Versions of the business calendar, 1 to 20.")
        List<@NonNull Calendar> calendars,
    @NonNull @Description("When the case began.") OffsetDateTime createdAt,
    @Description("What happened to it since, up to 1000, in any order.") List<Event> events,
    @Description("How many minutes of business time until staff answer, 1 to 1000000.")
        Integer responseMinutes,
    @Description("How many minutes of business time until it is done, 1 to 1000000.")
        Integer resolutionMinutes,
    @Description("Events at or after it do not exist; now when left out, never later.")
        OffsetDateTime asOf) {

  /**
   * A version of the calendar.
   *
   * @param version its name
   * @param validFrom since when it is in force; ever when null
   * @param timezone of its hours
   * @param hours when it is open
   * @param closedOn days on which it is not
   */
  @Input("ServiceCalendarInput")
  @Description("A version of a business calendar.")
  public record Calendar(
      @NonNull @Description("Its name.") String version,
      @Description("Clocks that begin then or later run by it; ever when left out.")
          OffsetDateTime validFrom,
      @NonNull @Description("IANA time zone of its hours.") String timezone,
      @NonNull @Description("When it is open, up to 50 spans.") List<@NonNull Hours> hours,
      @Description("Days on which it is closed, up to 1000.") List<LocalDate> closedOn) {}

  /**
   * Hours of some days of the week.
   *
   * @param days 1 Monday to 7 Sunday
   * @param from as 09:00
   * @param to as 18:00, or 24:00
   */
  @Input("ServiceHoursInput")
  @Description("Opening hours of some days of the week.")
  public record Hours(
      @NonNull @Description("1 Monday to 7 Sunday.") List<@NonNull Integer> days,
      @NonNull @Description("Local time, as 09:00.") String from,
      @NonNull @Description("Local time, later than from; 24:00 is the end of the day.")
          String to) {}

  /**
   * What happened.
   *
   * @param kind what
   * @param at when
   */
  @Input("ServiceEventInput")
  @Description("What happened to a case of service.")
  public record Event(
      @NonNull @Description("What.") ServiceEventKind kind,
      @NonNull @Description("When.") OffsetDateTime at) {}
}

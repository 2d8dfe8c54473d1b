package io.tributary.insight.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ServiceClockRuleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** Nine to five on working days, closed on 1 May. */
  private static final BusinessCalendar OFFICE =
      calendar("office", Instant.MIN, 5, new BusinessCalendar.Opening(540, 1020));

  private static final BusinessCalendar ALWAYS =
      calendar("always", Instant.MIN, 7, new BusinessCalendar.Opening(0, 1440));

  private static BusinessCalendar calendar(
      String version, Instant from, int days, BusinessCalendar.Opening... openings) {
    Map<DayOfWeek, List<BusinessCalendar.Opening>> hours = new EnumMap<>(DayOfWeek.class);
    for (int day = 1; day <= days; day++) {
      hours.put(DayOfWeek.of(day), List.of(openings));
    }
    return new BusinessCalendar(
        version, from, BERLIN, hours, days == 7 ? Set.of() : Set.of(LocalDate.parse("2024-05-01")));
  }

  /** At a local time of Berlin. */
  private static Instant at(String local) {
    return java.time.LocalDateTime.parse(local).atZone(BERLIN).toInstant();
  }

  private static ServiceClockRule.Event event(ServiceEventKind kind, String local) {
    return new ServiceClockRule.Event(kind, at(local));
  }

  private static ServiceClock resolution(
      String asOf, int minutes, String created, ServiceClockRule.Event... events) {
    return ServiceClockRule.at(
        at(asOf),
        ServiceClockKind.RESOLUTION,
        List.of(OFFICE),
        minutes,
        at(created),
        List.of(events));
  }

  @Test
  void nights_weekends_and_closed_days_do_not_count() {
    // a Tuesday evening before the closed Wednesday
    ServiceClock clock = resolution("2024-05-02T10:00", 120, "2024-04-30T16:30");
    assertEquals(30 * 60 + 60 * 60, clock.workedSeconds());
    assertEquals(at("2024-05-02T10:30"), clock.dueAt().toInstant());
    assertEquals(ServiceClockState.RUNNING, clock.state());
    // the clocks go forward on Sunday 31 March: of a Friday afternoon the next hour is on Monday
    ServiceClock friday = resolution("2024-03-29T16:59", 61, "2024-03-29T16:59");
    assertEquals(at("2024-04-01T10:00"), friday.dueAt().toInstant());
  }

  @Test
  void a_clock_pauses_while_the_customer_is_to_answer() {
    ServiceClock waiting =
        resolution(
            "2024-05-02T16:00",
            120,
            "2024-05-02T09:00",
            event(ServiceEventKind.WAITING, "2024-05-02T10:00"));
    assertEquals(ServiceClockState.PAUSED, waiting.state());
    assertEquals(3600, waiting.workedSeconds());
    assertNull(waiting.dueAt());
    ServiceClock resumed =
        resolution(
            "2024-05-02T16:00",
            120,
            "2024-05-02T09:00",
            event(ServiceEventKind.WAITING, "2024-05-02T10:00"),
            event(ServiceEventKind.WAITING, "2024-05-02T11:00"),
            event(ServiceEventKind.RESUMED, "2024-05-02T15:30"));
    assertEquals(5400, resumed.workedSeconds());
    assertEquals(at("2024-05-02T16:30"), resumed.dueAt().toInstant());
    assertTrue(resumed.breaches().isEmpty());
  }

  @Test
  void a_breach_is_one_event_however_long_the_clock_runs_on_and_is_reopened() {
    ServiceClockRule.Event resolved = event(ServiceEventKind.RESOLVED, "2024-05-06T10:00");
    ServiceClock late = resolution("2024-05-07T10:00", 60, "2024-05-03T16:30", resolved);
    assertEquals(List.of(at("2024-05-06T09:30")), instants(late));
    assertEquals(ServiceClockState.STOPPED, late.state());
    assertEquals(at("2024-05-06T10:00"), late.stoppedAt().toInstant());
    assertEquals(5400, late.workedSeconds());
    ServiceClock again =
        resolution(
            "2024-05-13T11:00",
            60,
            "2024-05-03T16:30",
            resolved,
            event(ServiceEventKind.REOPENED, "2024-05-13T10:00"));
    assertEquals(List.of(at("2024-05-06T09:30")), instants(again), "within 7 days it goes on");
    assertEquals(9000, again.workedSeconds());
    ServiceClock anew =
        resolution(
            "2024-05-13T11:30",
            60,
            "2024-05-03T16:30",
            resolved,
            event(ServiceEventKind.REOPENED, "2024-05-13T10:01"));
    assertEquals(
        List.of(at("2024-05-06T09:30"), at("2024-05-13T11:01")),
        instants(anew),
        "later it is another");
    assertEquals(89 * 60, anew.workedSeconds());
  }

  private static List<Instant> instants(ServiceClock clock) {
    return clock.breaches().stream().map(java.time.OffsetDateTime::toInstant).toList();
  }

  @Test
  void the_first_response_stops_its_own_clock_alone() {
    List<ServiceClockRule.Event> events =
        List.of(
            event(ServiceEventKind.RESPONDED, "2024-05-02T10:00"),
            event(ServiceEventKind.RESPONDED, "2024-05-02T12:00"));
    ServiceClock response =
        ServiceClockRule.at(
            at("2024-05-02T13:00"),
            ServiceClockKind.RESPONSE,
            List.of(OFFICE),
            60,
            at("2024-05-02T09:30"),
            events);
    assertEquals(at("2024-05-02T10:00"), response.stoppedAt().toInstant());
    assertEquals(1800, response.workedSeconds());
    ServiceClock whole =
        ServiceClockRule.at(
            at("2024-05-02T13:00"),
            ServiceClockKind.RESOLUTION,
            List.of(OFFICE),
            60,
            at("2024-05-02T09:30"),
            events);
    assertEquals(ServiceClockState.RUNNING, whole.state());
    assertEquals(List.of(at("2024-05-02T10:30")), instants(whole));
  }

  @Test
  void a_clock_keeps_the_version_of_the_calendar_under_which_it_began() {
    BusinessCalendar later =
        calendar("later", at("2024-05-02T12:00"), 7, new BusinessCalendar.Opening(0, 1440));
    ServiceClock before =
        ServiceClockRule.at(
            at("2024-05-03T09:00"),
            ServiceClockKind.RESOLUTION,
            List.of(later, OFFICE),
            6000,
            at("2024-05-02T11:59"),
            List.of());
    assertEquals("office", before.calendarVersion());
    assertEquals((5 * 60 + 1) * 60, before.workedSeconds());
    ServiceClock after =
        ServiceClockRule.at(
            at("2024-05-03T09:00"),
            ServiceClockKind.RESOLUTION,
            List.of(later, OFFICE),
            6000,
            at("2024-05-02T12:00"),
            List.of());
    assertEquals("later", after.calendarVersion());
    assertEquals(21 * 3600, after.workedSeconds());
  }

  @Property(tries = 200)
  void an_instant_after_so_much_business_time_is_so_much_business_time_away(
      @ForAll @IntRange(max = 700_000) int begin,
      @ForAll @IntRange(min = 1, max = 900_000) int seconds) {
    Instant from = at("2024-01-01T00:00").plus(Duration.ofMinutes(begin));
    Instant after = OFFICE.after(from, seconds);
    assertEquals(seconds, OFFICE.secondsBetween(from, after));
    assertTrue(OFFICE.secondsBetween(from, after.minusSeconds(1)) < seconds);
    assertEquals(
        from.plusSeconds(seconds), ALWAYS.after(from, seconds), "also over the clock change");
  }

  /** Around the clock, what counts is the time in which nobody waited, in any order of events. */
  @Property(tries = 200)
  void what_has_run_and_what_is_left_are_the_target(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5_000) int minutes) {
    Random random = new Random(seed);
    Instant created = at("2024-03-28T00:00");
    Instant asOf = created.plus(Duration.ofHours(1 + random.nextInt(100)));
    List<ServiceClockRule.Event> events = new ArrayList<>();
    Instant at = created;
    long running = 0;
    boolean runs = true;
    while (true) {
      Instant next = at.plusSeconds(1 + random.nextInt(20_000));
      boolean isLast = !next.isBefore(asOf);
      running += runs ? Duration.between(at, isLast ? asOf : next).toSeconds() : 0;
      if (isLast) {
        break;
      }
      runs = !runs;
      events.add(
          new ServiceClockRule.Event(
              runs ? ServiceEventKind.RESUMED : ServiceEventKind.WAITING, next));
      at = next;
    }
    Collections.shuffle(events, random);
    ServiceClock clock =
        ServiceClockRule.at(
            asOf, ServiceClockKind.RESOLUTION, List.of(ALWAYS), minutes, created, events);
    assertEquals(running, clock.workedSeconds());
    assertEquals(running >= minutes * 60L ? 1 : 0, clock.breaches().size());
    if (clock.dueAt() != null) {
      assertEquals(asOf.plusSeconds(minutes * 60L - running), clock.dueAt().toInstant());
    }
    assertEquals(runs && running < minutes * 60L, clock.dueAt() != null);
  }
}

package io.tributary.insight.service;

import static io.tributary.platform.FactKeys.utc;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A clock of a case (metrics.md, "Surveys and service"): it runs by the version of the calendar
 * that was in force when it began, pauses while the customer is to answer, goes on when the case is
 * reopened within 7 days, and is broken once.
 */
final class ServiceClockRule {
  /** So long after a resolution a reopening goes on with it. */
  private static final Duration SAME_CASE = Duration.ofDays(7);

  private final ServiceClockKind kind;
  private final List<BusinessCalendar> calendars;
  private final int targetMinutes;
  private final List<OffsetDateTime> breaches = new ArrayList<>();
  private BusinessCalendar calendar;
  private Instant runningSince;
  private Instant stoppedAt;
  private Instant resolvedAt;
  private boolean isBroken;
  private long worked;

  private ServiceClockRule(
      ServiceClockKind kind, List<BusinessCalendar> calendars, int targetMinutes) {
    this.kind = kind;
    this.calendars = calendars;
    this.targetMinutes = targetMinutes;
  }

  /** What happened, and when. */
  record Event(ServiceEventKind kind, Instant at) {}

  /**
   * The clock at an instant.
   *
   * @param calendars of which one is in force at created
   * @param events in any order
   */
  static ServiceClock at(
      Instant asOf,
      ServiceClockKind kind,
      List<BusinessCalendar> calendars,
      int targetMinutes,
      Instant created,
      List<Event> events) {
    ServiceClockRule clock = new ServiceClockRule(kind, calendars, targetMinutes);
    clock.begin(created);
    events.stream()
        .filter(event -> !event.at.isBefore(created) && event.at.isBefore(asOf))
        .sorted(Comparator.comparing(Event::at).thenComparing(Event::kind))
        .forEach(clock::happened);
    return clock.seen(asOf);
  }

  /** The version in force at an instant; null when none was. */
  static BusinessCalendar inForce(List<BusinessCalendar> calendars, Instant at) {
    return calendars.stream()
        .filter(calendar -> !calendar.validFrom().isAfter(at))
        .max(Comparator.comparing(BusinessCalendar::validFrom))
        .orElse(null);
  }

  private void begin(Instant at) {
    calendar = inForce(calendars, at);
    worked = 0;
    isBroken = false;
    stoppedAt = null;
    runningSince = at;
  }

  private void happened(Event event) {
    switch (event.kind) {
      case RESPONDED -> {
        if (kind == ServiceClockKind.RESPONSE) {
          stop(event.at);
        }
      }
      case WAITING -> pause(event.at);
      case RESUMED -> {
        if (stoppedAt == null && runningSince == null) {
          runningSince = event.at;
        }
      }
      case RESOLVED -> {
        stop(event.at);
        resolvedAt = resolvedAt == null ? event.at : resolvedAt;
      }
      case REOPENED -> reopen(event.at);
    }
  }

  private void reopen(Instant at) {
    if (resolvedAt == null) {
      return;
    }
    if (at.isAfter(resolvedAt.plus(SAME_CASE))) {
      begin(at);
    } else if (kind == ServiceClockKind.RESOLUTION) {
      stoppedAt = null;
      runningSince = at;
    }
    resolvedAt = null;
  }

  private void stop(Instant at) {
    pause(at);
    stoppedAt = stoppedAt == null ? at : stoppedAt;
  }

  private void pause(Instant at) {
    if (runningSince != null) {
      run(at);
      runningSince = null;
    }
  }

  /** Counts what it ran until an instant, and notes when it reached its target within. */
  private void run(Instant until) {
    long more = calendar.secondsBetween(runningSince, until);
    if (!isBroken && worked + more >= target()) {
      isBroken = true;
      breaches.add(utc(calendar.after(runningSince, target() - worked)));
    }
    worked += more;
  }

  private long target() {
    return targetMinutes * 60L;
  }

  private ServiceClock seen(Instant asOf) {
    ServiceClockState state =
        stoppedAt != null
            ? ServiceClockState.STOPPED
            : runningSince == null ? ServiceClockState.PAUSED : ServiceClockState.RUNNING;
    pause(asOf);
    boolean isAhead = state == ServiceClockState.RUNNING && !isBroken;
    Instant due = isAhead ? calendar.after(asOf, target() - worked) : null;
    return new ServiceClock(
        kind,
        state,
        calendar.version(),
        targetMinutes,
        (int) worked,
        due == null ? null : utc(due),
        stoppedAt == null ? null : utc(stoppedAt),
        List.copyOf(breaches));
  }
}

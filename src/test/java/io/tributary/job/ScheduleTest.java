package io.tributary.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final List<String> CRONS =
      List.of("*/7 * * * *", "30 2 * * *", "0 3 1 * *", "15 4 * * 1", "0 0 29 2 *");

  @Test
  void a_due_time_is_utc_whatever_clocks_do_elsewhere() {
    Schedule nightly = Schedule.of("30 2 * * *");
    assertEquals(at("2026-03-29T02:30:00Z"), nightly.next(at("2026-03-28T02:30:00Z")));
    assertEquals(at("2026-03-28T02:30:00Z"), nightly.last(at("2026-03-29T02:29:59Z")).get());
    assertEquals(at("2026-03-29T02:30:00Z"), nightly.last(at("2026-03-29T02:30:00Z")).get());
  }

  @Test
  void what_is_no_unix_cron_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> Schedule.of("every day"));
    assertThrows(IllegalArgumentException.class, () -> Schedule.of("61 * * * *"));
  }

  @Test
  void each_missed_run_counts_but_only_the_latest_400() {
    Schedule minutely = Schedule.of("* * * * *");
    Instant due = at("2026-01-01T00:00:00Z");
    Instant first = minutely.firstToRun(due, due.plus(Duration.ofDays(300)), Job.CatchUp.EACH);
    assertEquals(due.plus(Duration.ofDays(300)).minus(Duration.ofMinutes(399)), first);
    Instant exactly = due.plus(Duration.ofMinutes(399));
    assertEquals(due, minutely.firstToRun(due, exactly, Job.CatchUp.EACH));
  }

  @Property(tries = 300)
  void the_last_due_time_is_the_one_before_the_next(
      @ForAll @IntRange(max = 4) int cron,
      @ForAll @LongRange(min = 0, max = 4_000_000_000L) long second) {
    Schedule schedule = Schedule.of(CRONS.get(cron));
    Instant now = Instant.ofEpochSecond(second);
    Instant next = schedule.next(now);
    assertTrue(next.isAfter(now));
    schedule
        .last(now)
        .ifPresent(
            last -> {
              assertFalse(last.isAfter(now));
              assertEquals(next, schedule.next(last));
            });
  }

  @Property(tries = 200)
  void the_latest_missed_run_is_the_last_due_time(
      @ForAll @IntRange(max = 3) int cron,
      @ForAll @LongRange(min = 1_000_000_000L, max = 2_000_000_000L) long second,
      @ForAll @LongRange(min = 0, max = 40_000_000L) long late) {
    Schedule schedule = Schedule.of(CRONS.get(cron));
    Instant due = schedule.next(Instant.ofEpochSecond(second));
    Instant now = due.plusSeconds(late);
    assertEquals(schedule.last(now).get(), schedule.firstToRun(due, now, Job.CatchUp.LATEST));
    Instant first = schedule.firstToRun(due, now, Job.CatchUp.EACH);
    assertTrue(!first.isBefore(due) && !first.isAfter(now));
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }
}

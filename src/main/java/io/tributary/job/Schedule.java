package io.tributary.job;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The due times of a job: Unix cron, in UTC, so that no due time is skipped or doubled by DST. */
final class Schedule {
  /** How many missed runs are made up for at most; a minutely job that slept a year starts here. */
  static final int MOST_CAUGHT_UP = 400;

  private static final CronParser UNIX =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final String cron;
  private final ExecutionTime times;

  private Schedule(String cron, ExecutionTime times) {
    this.cron = cron;
    this.times = times;
  }

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException when it is no Unix cron, or never comes true
   */
  static Schedule of(String cron) {
    Cron parsed = UNIX.parse(cron).validate();
    return new Schedule(cron, ExecutionTime.forCron(parsed));
  }

  /** The text it was read from. */
  String cron() {
    return cron;
  }

  /** The first due time after an instant; null when there is none. */
  Instant next(Instant after) {
    return times
        .nextExecution(after.atZone(ZoneOffset.UTC))
        .map(ZonedDateTime::toInstant)
        .orElse(null);
  }

  /** The last due time at or before an instant. */
  Optional<Instant> last(Instant until) {
    ZonedDateTime minute = until.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
    return times.isMatch(minute) ? Optional.of(minute.toInstant()) : previous(minute.toInstant());
  }

  /**
   * The due time to run first when {@code due} has come: itself when each missed run counts (but
   * only the latest {@link #MOST_CAUGHT_UP}), the latest that has come otherwise.
   */
  Instant firstToRun(Instant due, Instant now, Job.CatchUp catchUp) {
    int most = catchUp == Job.CatchUp.EACH ? MOST_CAUGHT_UP : 1;
    Instant first = last(now).orElse(due);
    for (int runs = 1; runs < most && first.isAfter(due); runs++) {
      first = previous(first).orElse(due);
    }
    return first.isBefore(due) ? due : first;
  }

  private Optional<Instant> previous(Instant before) {
    return times.lastExecution(before.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toInstant);
  }
}

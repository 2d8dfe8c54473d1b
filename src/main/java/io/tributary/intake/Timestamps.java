package io.tributary.intake;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the times that files and messages carry: ISO 8601 with an offset, a local date and time, or
 * a date.
 */
public final class Timestamps {
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})"
              + "(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?"
              + "\\s?(Z|UTC|[+-]\\d{2}(?::?\\d{2})?)?)?",
          Pattern.CASE_INSENSITIVE);

  private Timestamps() {}

  /**
   * Reads a time, to the microsecond that the database keeps.
   *
   * @param zone in which a time without an offset is read; a date alone is its first moment there.
   *     A time that a clock change skips is read with the offset before it, one that comes twice as
   *     the first
   * @return empty when the text is none of the forms, or no date of the calendar
   */
  public static Optional<Instant> read(String text, ZoneId zone) {
    Matcher m = ISO.matcher(text);
    if (text.length() > 50 || !m.matches()) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.of(number(m, 1), number(m, 2), number(m, 3));
      if (m.group(4) == null) {
        return Optional.of(date.atStartOfDay(zone).toInstant());
      }
      int second = m.group(6) == null ? 0 : number(m, 6);
      LocalTime time = LocalTime.of(number(m, 4), number(m, 5), second, nanos(m.group(7)));
      LocalDateTime local = date.atTime(time);
      Instant instant =
          m.group(8) == null
              ? local.atZone(zone).toInstant()
              : local.toInstant(offset(m.group(8).toUpperCase(Locale.ROOT)));
      return Optional.of(instant.truncatedTo(ChronoUnit.MICROS));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static ZoneOffset offset(String text) {
    return text.equals("Z") || text.equals("UTC") ? ZoneOffset.UTC : ZoneOffset.of(text);
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  private static int nanos(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
  }
}

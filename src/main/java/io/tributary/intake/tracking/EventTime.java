package io.tributary.intake.tracking;

import io.tributary.intake.Timestamps;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When a message happened, by a clock that may be wrong. */
final class EventTime {
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Duration AHEAD_AT_MOST = Duration.ofDays(1);
  private static final Duration ON_THE_WAY = Duration.ofSeconds(5);

  private EventTime() {}

  /**
   * The time of a message by our clock.
   *
   * <p>A device's clock may be off, but by the same amount when the thing happened and when it was
   * sent. So the event is as old, counted back from its receipt, as the device says: {@code
   * receivedAt - (sentAt - original)}, as in Segment's spec. Without both, the original time is
   * believed; without that, or when the result is before 1970 or over a day ahead, it is {@code
   * receivedAt}.
   *
   * <p>A clock that is within five seconds of ours is right, and the difference is the time on the
   * way: then the original time stands as it is, so that a fact that is sent again has the same.
   *
   * @param original when the device says it happened; null when it does not say
   * @param sentAt when the device says it sent it; null when it does not say
   * @param receivedAt by our clock
   * @return in whole microseconds, which is what the database keeps
   */
  static Instant corrected(Instant original, Instant sentAt, Instant receivedAt) {
    Instant time = original == null ? receivedAt : original;
    if (original != null && sentAt != null) {
      try {
        Duration off = Duration.between(sentAt, receivedAt);
        time = off.abs().compareTo(ON_THE_WAY) <= 0 ? original : original.plus(off);
      } catch (DateTimeException | ArithmeticException e) {
        time = receivedAt; // beyond all calendars
      }
    }
    boolean plausible = !time.isBefore(EARLIEST) && !time.isAfter(receivedAt.plus(AHEAD_AT_MOST));
    return (plausible ? time : receivedAt).truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Reads a time as SDKs write it: ISO 8601 or epoch milliseconds.
   *
   * @param value text or number; null is empty
   * @param zone of times that name none
   * @return empty when it is neither
   */
  static Optional<Instant> read(Object value, ZoneId zone) {
    String text = Fields.textOf(value);
    if (text == null || text.length() > 64) {
      return Optional.empty();
    }
    boolean isNumber = text.matches("-?\\d{1,18}(\\.\\d+)?");
    if (isNumber && (value instanceof Number || text.length() > 10)) {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(text.split("\\.")[0])));
    }
    return Timestamps.read(text, zone);
  }
}

package io.tributary.intake.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Times by clocks that may be wrong. */
class EventTimeTest {
  private static final Instant NOW = Said.NOW;
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  /** Law: a device's error cancels out, however large. */
  @Property(tries = 300)
  void a_wrong_clock_is_set_right(
      @ForAll @LongRange(min = -2_000_000_000L, max = 2_000_000_000L) long offBySeconds,
      @ForAll @LongRange(min = 0, max = 1_000_000) long agoSeconds) {
    Duration off = Duration.ofSeconds(offBySeconds);
    Instant happened = NOW.minusSeconds(agoSeconds);
    Instant corrected = EventTime.corrected(happened.plus(off), NOW.plus(off), NOW);
    boolean right = Math.abs(offBySeconds) <= 5; // as far as can be told from the way it took
    assertEquals(right ? happened.plus(off) : happened, corrected);
  }

  @Property(tries = 200)
  void the_result_is_plausible_whatever_is_said(
      @ForAll long originalMillis, @ForAll long sentMillis) {
    Instant time =
        EventTime.corrected(
            Instant.ofEpochMilli(originalMillis), Instant.ofEpochMilli(sentMillis), NOW);
    assertFalse(time.isBefore(Instant.EPOCH));
    assertFalse(time.isAfter(NOW.plus(Duration.ofDays(1))));
  }

  @Test
  void a_clock_that_is_right_is_believed() {
    Instant happened = NOW.minusSeconds(3_600);
    assertEquals(happened, EventTime.corrected(happened, NOW.minusMillis(180), NOW));
    assertEquals(happened, EventTime.corrected(happened, null, NOW));
    assertEquals(NOW, EventTime.corrected(null, NOW, NOW));
  }

  @Test
  void the_implausible_is_the_time_of_receipt() {
    assertEquals(NOW, EventTime.corrected(Instant.parse("1969-12-31T23:59:59Z"), null, NOW));
    assertEquals(NOW, EventTime.corrected(NOW.plusSeconds(86_401), null, NOW));
    assertEquals(NOW.plusSeconds(86_400), EventTime.corrected(NOW.plusSeconds(86_400), null, NOW));
    assertEquals(NOW, EventTime.corrected(Instant.MIN, Instant.MAX, NOW));
  }

  @Test
  void times_are_read_as_sdks_write_them() {
    Map.of(
            "2026-03-01T12:00:00.123Z", "2026-03-01T12:00:00.123Z",
            "2026-03-01t20:00:00+08:00", "2026-03-01T12:00:00Z",
            "2026-03-01T20:00:00+0800", "2026-03-01T12:00:00Z",
            "2026-03-01T20:00", "2026-03-01T12:00:00Z",
            "2026-03-01 20:00:00.5", "2026-03-01T12:00:00.500Z",
            "2026-03-01", "2026-02-28T16:00:00Z",
            "1772366400000", "2026-03-01T12:00:00Z")
        .forEach(
            (text, instant) ->
                assertEquals(
                    Optional.of(Instant.parse(instant)), EventTime.read(text, SHANGHAI), text));
    assertEquals(Optional.of(NOW), EventTime.read(new BigDecimal("1772366400000.5"), SHANGHAI));
    assertEquals(Optional.of(NOW), EventTime.read(1772366400000L, SHANGHAI));
    for (Object none : List.of("", "now", "2026-02-30", "2026-13-01", "12", true, Map.of())) {
      assertEquals(Optional.empty(), EventTime.read(none, SHANGHAI), none.toString());
    }
  }

  @Test
  void a_message_that_was_corrected_before_is_not_corrected_again() {
    String forwarded =
        """
        {"type": "page", "userId": "u", "originalTimestamp": "2019-01-01T00:00:00Z", "sentAt": "2019-01-01T00:00:01Z",
         "receivedAt": "2020-05-01T08:00:00Z", "timestamp": "2020-05-01T07:59:59Z"}""";
    assertEquals(Instant.parse("2020-05-01T07:59:59Z"), Said.message(forwarded).who().occurredAt());
  }

  @Test
  void the_original_time_is_what_counts_back_from_the_receipt() {
    String offline =
        """
        {"type": "page", "userId": "u", "originalTimestamp": "2019-01-01T00:00:00Z", "sentAt": "2019-01-01T02:00:00Z"}""";
    assertEquals(NOW.minus(Duration.ofHours(2)), Said.message(offline).who().occurredAt());
  }
}

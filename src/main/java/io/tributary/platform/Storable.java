package io.tributary.platform;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * What PostgreSQL can keep. One value that it cannot (a NUL in a text, a number of a million
 * digits) would fail the statement and with it every other fact of the batch, so facts are asked
 * first.
 */
public final class Storable {
  /** Beyond this a number is nonsense and a text of a million digits. */
  private static final int DIGITS = 1_000;

  private Storable() {}

  /** Whether a text can be stored; null can. */
  public static boolean text(String text) {
    return text == null || text.indexOf('\0') < 0;
  }

  /** Whether a number can be stored; null can. */
  public static boolean number(BigDecimal number) {
    return number == null
        || (Math.abs((long) number.scale()) <= DIGITS && number.precision() <= DIGITS);
  }

  /** Whether a JSON value (string, number, boolean, list, map) can be stored with all it holds. */
  public static boolean json(Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof BigDecimal number) {
      return number(number);
    }
    if (value instanceof BigInteger number) {
      return number.bitLength() <= 3 * DIGITS;
    }
    if (value instanceof Double number) {
      return Double.isFinite(number);
    }
    if (value instanceof List<?> list) {
      return list.stream().allMatch(Storable::json);
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream().allMatch(e -> json(e.getKey()) && json(e.getValue()));
    }
    return true;
  }
}

package io.tributary.intake.bulk;

import io.tributary.identity.IdWords;
import io.tributary.intake.Timestamps;
import io.tributary.platform.Money;
import io.tributary.platform.Partitions;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One row by column, and how each sort of value is read from it. What cannot be read is a {@link
 * Refused} that names the column.
 *
 * @param known texts by our column names; blank ones are absent
 * @param others what other columns say, by the name their header gives
 * @param defaults what holds where the row does not say
 */
record Fields(Map<String, String> known, Map<String, Object> others, Defaults defaults) {
  private static final int LONGEST_TEXT = 1_000;
  private static final Pattern BIRTH_IN_PART = Pattern.compile("\\d{4}(-(0[1-9]|1[0-2]))?");

  /** A text, or null when the row does not say. */
  String text(String column) {
    String value = known.get(column);
    if (value != null && value.length() > LONGEST_TEXT) {
      throw new Refused(column, column + " is longer than 1,000 characters.");
    }
    return value;
  }

  /** An id, or null when the row does not say. */
  String id(String column) {
    String value = text(column);
    Optional<String> refusal = value == null ? Optional.empty() : IdWords.refusal(value);
    if (refusal.isPresent()) {
      throw new Refused(column, column + " " + refusal.get() + ". Send the row with a real one.");
    }
    return value;
  }

  /** A code of a thing, or null when the row does not say: like an id, but may be 0. */
  String code(String column) {
    String value = text(column);
    boolean zeros = value != null && value.chars().allMatch(c -> c == '0');
    return zeros ? value : id(column);
  }

  /** A code that must be there. */
  String requiredCode(String column) {
    return there(column, code(column));
  }

  /** An id that must be there. */
  String requiredId(String column) {
    return there(column, id(column));
  }

  /** A text that must be there. */
  String required(String column) {
    return there(column, text(column));
  }

  private static <T> T there(String column, T value) {
    if (value == null) {
      throw new Refused(column, column + " is blank. Every row needs one.");
    }
    return value;
  }

  /** A time, or null when the row does not say; not before 1970 and not in the future. */
  Instant instant(String column) {
    String value = text(column);
    if (value == null) {
      return null;
    }
    Instant instant =
        Timestamps.read(value, defaults.zone())
            .orElseThrow(
                () ->
                    new Refused(
                        column,
                        column + " is not a time. Write it like 2024-03-01T18:30:00+08:00."));
    if (instant.isBefore(Partitions.EARLIEST)) {
      throw new Refused(column, column + " is before 1970.");
    }
    if (instant.isAfter(defaults.receivedAt().plus(1, ChronoUnit.DAYS))) {
      throw new Refused(column, column + " is in the future.");
    }
    return instant;
  }

  /** A time that must be there. */
  Instant requiredInstant(String column) {
    return there(column, instant(column));
  }

  /** The row's currency, or the one that holds where it says none. */
  String currency() {
    String value = text("currency");
    if (value == null) {
      return defaults.currency();
    }
    String code = value.toUpperCase(Locale.ROOT);
    if (!Money.isCurrency(code)) {
      throw new Refused(
          "currency", "currency " + value + " is not an ISO 4217 code. Write it like CNY.");
    }
    return code;
  }

  /** An amount in minor units, or null when the row does not say. */
  Long amount(String column, String currency) {
    String value = text(column);
    if (value == null) {
      return null;
    }
    return Money.minorUnits(value, currency)
        .orElseThrow(
            () ->
                new Refused(
                    column,
                    column
                        + " "
                        + shortened(value)
                        + " is not an exact amount of "
                        + currency
                        + ". Write it like 1234.50, without signs or separators, with no more"
                        + " decimals than the currency has."));
  }

  /** An amount that must be there. */
  long requiredAmount(String column, String currency) {
    return there(column, amount(column, currency));
  }

  /** An amount that is not below 0; 0 when the row does not say. */
  long amountOrZero(String column, String currency) {
    Long amount = amount(column, currency);
    return amount == null ? 0 : notNegative(column, amount);
  }

  /** An amount that must be there and is not below 0. */
  long requiredNotNegative(String column, String currency) {
    return notNegative(column, requiredAmount(column, currency));
  }

  private static long notNegative(String column, long amount) {
    if (amount < 0) {
      throw new Refused(
          column, column + " is below 0. What was given back is a return, sent to returns.");
    }
    return amount;
  }

  /** A number of pieces, or null when the row does not say. */
  BigDecimal quantity(String column) {
    String value = text(column);
    if (value == null) {
      return null;
    }
    try {
      BigDecimal number = value.length() > 40 ? null : new BigDecimal(value);
      if (number != null && number.precision() <= 20 && Math.abs(number.scale()) <= 9) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Refused(column, column + " " + shortened(value) + " is not a number of pieces.");
  }

  /**
   * A date of birth as ISO text, or only its year or year and month where no more is known; null
   * when the row does not say.
   */
  String birthDate(String column) {
    String value = text(column);
    if (value == null) {
      return null;
    }
    if (BIRTH_IN_PART.matcher(value).matches()) {
      checkBirth(column, LocalDate.of(Integer.parseInt(value.substring(0, 4)), 1, 1));
      return value;
    }
    LocalDate date =
        (value.length() > 10 ? Optional.<Instant>empty() : midnight(value))
            .map(instant -> instant.atOffset(ZoneOffset.UTC).toLocalDate())
            .orElseThrow(
                () ->
                    new Refused(
                        column,
                        column
                            + " is not a date. Write it like 1990-12-31, or 1990 where only the"
                            + " year is known."));
    checkBirth(column, date);
    return date.toString();
  }

  private void checkBirth(String column, LocalDate date) {
    LocalDate today = defaults.receivedAt().atZone(defaults.zone()).toLocalDate();
    if (date.getYear() < 1880 || date.isAfter(today)) {
      throw new Refused(column, column + " is not a date on which a customer was born.");
    }
  }

  private static Optional<Instant> midnight(String value) {
    return Timestamps.read(value, ZoneOffset.UTC);
  }

  /** True or false, or null when the row does not say. */
  Boolean truth(String column) {
    String value = text(column);
    if (value == null) {
      return null;
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "y", "1", "t" -> true;
      case "false", "no", "n", "0", "f" -> false;
      default -> throw new Refused(column, column + " is neither true nor false.");
    };
  }

  private static String shortened(String value) {
    return value.length() > 40 ? value.substring(0, 40) + "…" : value;
  }
}

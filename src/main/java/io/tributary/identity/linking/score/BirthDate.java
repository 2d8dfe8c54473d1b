package io.tributary.identity.linking.score;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Birth dates as they are typed: whole, or only as far as somebody knows them. What is known in
 * part, a year or a year and a month, is no other date than one that begins alike.
 */
public final class BirthDate {
  /** What programs write where they know no date. */
  private static final Set<String> NO_DATES =
      Set.of("00000000", "00010101", "19000101", "19700101", "0000", "0001", "1900");

  private static final Pattern NO_DIGITS = Pattern.compile("\\D+");
  private static final Pattern PARTS =
      Pattern.compile("(\\d{4})\\D+(\\d{1,2})(?:\\D+(\\d{1,2})(?!\\d).*|\\D*)");
  private static final int WHOLE = 8;
  private static final int TO_THE_MONTH = 6;
  private static final int YEAR = 4;
  private static final int EARLIEST = 1880;
  private static final int LATEST = 2100;

  private BirthDate() {}

  /**
   * Reads a birth date.
   *
   * @param text as typed, the year first
   * @return eight digits, year first; four or six where no more is known (a month or day of 00 is
   *     not known); other numbers of digits are no date and stay as typed; null for nothing and for
   *     what stands where no date is known
   */
  public static String read(String text) {
    if (text == null) {
      return null;
    }
    Matcher parts = PARTS.matcher(text.strip());
    String digits =
        parts.matches()
            ? parts.group(1)
                + two(parts.group(2))
                + (parts.group(3) == null ? "" : two(parts.group(3)))
            : NO_DIGITS.matcher(text).replaceAll("");
    if (digits.length() < YEAR || NO_DATES.contains(digits)) {
      return null;
    }
    if (digits.length() == WHOLE && digits.endsWith("00")) {
      digits = digits.substring(0, TO_THE_MONTH);
    }
    if (digits.length() == TO_THE_MONTH && digits.endsWith("00") && isYear(digits)) {
      digits = digits.substring(0, YEAR);
    }
    return NO_DATES.contains(digits) ? null : digits;
  }

  private static String two(String number) {
    return number.length() == 1 ? '0' + number : number;
  }

  /** Reads a birth date that can be one; null for every other text. */
  public static String certain(String text) {
    String digits = read(text);
    return digits != null && (isWhole(digits) && isPossible(digits) || isPart(digits))
        ? digits
        : null;
  }

  /** Whether day, month and year are known. */
  public static boolean isWhole(String digits) {
    return digits.length() == WHOLE;
  }

  /** Whether it is a year, or a year and a month, of which the rest is not known. */
  public static boolean isPart(String digits) {
    return (digits.length() == YEAR || digits.length() == TO_THE_MONTH) && isPossible(digits);
  }

  private static boolean isPossible(String digits) {
    return isYear(digits)
        && (digits.length() < TO_THE_MONTH || isWithin(digits.substring(YEAR, TO_THE_MONTH), 12))
        && (digits.length() < WHOLE || isWithin(digits.substring(TO_THE_MONTH), 31));
  }

  private static boolean isYear(String digits) {
    int year = Integer.parseInt(digits.substring(0, YEAR));
    return year >= EARLIEST && year <= LATEST;
  }

  private static boolean isWithin(String two, int most) {
    int number = Integer.parseInt(two);
    return number >= 1 && number <= most;
  }

  /** Whether two can be one date, as far as both are known. */
  public static boolean mayBeOne(String one, String other) {
    return one.startsWith(other) && isPart(other)
        || other.startsWith(one) && isPart(one)
        || one.equals(other);
  }
}

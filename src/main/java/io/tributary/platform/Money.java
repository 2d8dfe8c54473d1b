package io.tributary.platform;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Optional;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * An amount of money.
 *
 * @param minor the amount in minor units of the currency (cents, fen; whole yen)
 * @param currency ISO 4217 code
 */
@Description("An amount of money.")
public record Money(@Ignore long minor, @NonNull @Description("ISO 4217 code.") String currency) {

  /** The amount in whole units with the currency's own number of decimals, as text. */
  @NonNull
  @Description("The amount in whole units, with as many decimals as the currency has: \"12.50\".")
  public String getAmount() {
    return BigDecimal.valueOf(minor, digits(currency)).toPlainString();
  }

  /** The amount in minor units, as text, since it can exceed what a GraphQL Int holds. */
  @NonNull
  @Description("The amount in minor units (cents, fen), as a decimal integer.")
  public String getMinorUnits() {
    return Long.toString(minor);
  }

  /** Whether a text is a currency code that can be counted in minor units. */
  public static boolean isCurrency(String code) {
    try {
      return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
    } catch (IllegalArgumentException | NullPointerException e) {
      return false;
    }
  }

  /** What a sum in binary floating point can be off by: programs export 4.4e-16 for nothing. */
  private static final BigDecimal NOISE = new BigDecimal("0.0000001");

  /**
   * Reads an amount in whole units ("12.5"), exactly; floating-point noise is taken off.
   *
   * @return empty when the text is no number, has more decimals than the currency (other than zeros
   *     or noise), or exceeds what a bigint holds
   */
  public static Optional<Long> minorUnits(String amount, String currency) {
    try {
      if (amount.length() > 40) {
        return Optional.empty();
      }
      BigDecimal value = new BigDecimal(amount.strip());
      if (Math.abs((long) value.scale()) > 30) {
        return Optional.empty();
      }
      BigDecimal rounded = value.setScale(digits(currency), RoundingMode.HALF_UP);
      return value.subtract(rounded).abs().compareTo(NOISE) > 0
          ? Optional.empty()
          : Optional.of(rounded.unscaledValue().longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** This amount by a number, rounded half up; it never passes through binary floating point. */
  public Money dividedBy(BigDecimal number) {
    return new Money(
        BigDecimal.valueOf(minor).divide(number, 0, RoundingMode.HALF_UP).longValueExact(),
        currency);
  }

  /** This amount times a number, rounded half up; it never passes through binary floating point. */
  public Money times(BigDecimal number) {
    return new Money(
        BigDecimal.valueOf(minor)
            .multiply(number)
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact(),
        currency);
  }

  private static int digits(String currency) {
    return Currency.getInstance(currency).getDefaultFractionDigits();
  }
}

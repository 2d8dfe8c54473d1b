package io.tributary.intake.tracking;

import io.tributary.platform.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;

/**
 * Reads amounts of one currency.
 *
 * @param currency ISO 4217
 */
record Amounts(String currency) {
  /** More decimals than anyone writes by hand: 29.990000000000002 is a JavaScript sum. */
  private static final int DECIMALS_OF_A_PERSON = 6;

  /**
   * The amounts of a message.
   *
   * @param named the message's currency; null when it names none
   * @param usual the source's
   * @throws Refused when the message's is no currency
   */
  static Amounts in(String named, String usual) {
    String currency = named == null ? usual : named.toUpperCase(Locale.ROOT);
    if (!Money.isCurrency(currency)) {
      throw new Refused("currency " + Fields.shortened(currency) + " is no ISO 4217 code");
    }
    return new Amounts(currency);
  }

  /**
   * An amount in minor units; null when the fields have none of the names.
   *
   * @throws Refused when it is negative, no number, or finer than the currency's minor unit
   */
  Long of(Fields fields, String... names) {
    BigDecimal number = fields.number(names);
    return number == null ? null : exact(names[0], number);
  }

  /** As {@link #of}, 0 when the fields have none of the names. */
  long orZero(Fields fields, String... names) {
    Long amount = of(fields, names);
    return amount == null ? 0 : amount;
  }

  /** Price times quantity. Weighed goods are rounded half up, as a till does. */
  long times(BigDecimal price, BigDecimal quantity) {
    boolean pieces = quantity.stripTrailingZeros().scale() <= 0;
    BigDecimal amount = price.multiply(quantity);
    return pieces ? exact("price", amount) : rounded("price", amount);
  }

  private long exact(String name, BigDecimal amount) {
    int decimals = amount.stripTrailingZeros().scale();
    if (decimals > decimals() && decimals <= DECIMALS_OF_A_PERSON) {
      throw new Refused(
          "%s %s has more than the %d decimals of %s"
              .formatted(name, amount.toPlainString(), decimals(), currency));
    }
    return rounded(name, amount);
  }

  private long rounded(String name, BigDecimal amount) {
    try {
      if (amount.signum() < 0) {
        throw new Refused(name + " is negative; money given back is an Order Refunded");
      }
      return amount
          .setScale(decimals(), RoundingMode.HALF_UP)
          .movePointRight(decimals())
          .longValueExact();
    } catch (ArithmeticException e) {
      throw new Refused(name + " is too large an amount");
    }
  }

  private int decimals() {
    return Currency.getInstance(currency).getDefaultFractionDigits();
  }
}

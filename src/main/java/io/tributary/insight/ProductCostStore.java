package io.tributary.insight;

import io.vertx.core.json.JsonObject;
import java.util.Currency;

/** What a unit of a product costs, to be read within the statement of a report. */
public final class ProductCostStore {
  /** How many decimals a currency has, of those that have not two. */
  private static final JsonObject DIGITS = new JsonObject();

  static {
    Currency.getAvailableCurrencies().stream()
        .filter(currency -> currency.getDefaultFractionDigits() != 2)
        .forEach(
            currency ->
                DIGITS.put(
                    currency.getCurrencyCode(), Math.max(0, currency.getDefaultFractionDigits())));
  }

  private ProductCostStore() {}

  /**
   * A unit's cost in minor units of a currency, exact, from the attribute {@code cost} of a
   * product, which is in whole ones; null where that is no number or there is none.
   *
   * @param product the product's alias
   * @param currency which currency
   * @param digits the parameter that is given {@link #digits()}
   */
  public static String minor(String product, String currency, String digits) {
    return """
        CASE WHEN {p}.attributes ->> 'cost' ~ '^[0-9]{1,12}([.][0-9]{1,6})?$'
             THEN ({p}.attributes ->> 'cost')::numeric * power(10::numeric, coalesce({d}::jsonb ->> {c}, '2')::integer) END"""
        .replace("{p}", product)
        .replace("{c}", currency)
        .replace("{d}", digits);
  }

  /** The parameter's value. */
  public static JsonObject digits() {
    return DIGITS.copy();
  }
}

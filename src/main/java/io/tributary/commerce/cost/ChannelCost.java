package io.tributary.commerce.cost;

import java.time.LocalDate;

/**
 * What a channel cost on a day.
 *
 * @param channel its name, as touches and orders have it
 * @param day a local day of the reporting time zone
 * @param kind what for
 * @param currency ISO 4217
 * @param amountMinor 0 or more, in minor units
 */
public record ChannelCost(
    String channel, LocalDate day, CostKind kind, String currency, long amountMinor) {
  /** What is stated at once for one day and purpose. */
  record Key(String channel, LocalDate day, CostKind kind, String currency) {}

  Key key() {
    return new Key(channel, day, kind, currency);
  }
}

package io.tributary.insight.rfm;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Input;

/**
 * Which RFM table.
 *
 * @param asOf purchases at or after it do not exist; now when null
 * @param currency of the money; the reporting currency when null
 * @param months the window; 0 for all time, the settings' when null
 * @param moneyStepMinorUnits the settings' when null
 * @param timezone IANA name; the settings' when null
 */
@Input("RfmInput")
@Description("Which RFM table.")
public record RfmInput(
    @Description("Purchases at or after it do not exist; now when left out, never later.")
        OffsetDateTime asOf,
    @Description(
            "ISO 4217; purchases in others have the value 0. When left out the reporting currency,"
                + " or the one most used when nobody paid in that.")
        String currency,
    @Description(
            "How many months back frequency and money count; 0 for all time; the settings' when left"
                + " out.")
        Integer months,
    @Description(
            "What is added to a quantile of money to make a threshold, in minor units; the settings'"
                + " when left out.")
        Integer moneyStepMinorUnits,
    @Description("IANA time zone of the days; the one of insightSettings when left out.")
        String timezone) {

  /** Whether nothing is asked for. */
  @Ignore
  boolean isEmpty() {
    return asOf == null
        && currency == null
        && months == null
        && moneyStepMinorUnits == null
        && timezone == null;
  }
}

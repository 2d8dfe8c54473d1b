package io.tributary.insight.rfm;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How RFM is computed.
 *
 * @param months the window of frequency and money; null for all time
 * @param moneyStepMinor what is added to a quantile of money, in minor units
 * @param segments in the order in which they are tried
 */
@Type("RfmSettings")
@Description("How RFM is computed.")
public record RfmSettings(
    @Description("How many months back frequency and money count; null for all time.")
        Integer months,
    @Ignore long moneyStepMinor,
    @NonNull
        @Description("The segments, in the order in which they are tried: the first match wins.")
        List<@NonNull RfmSegment> segments) {

  /** The step as text. */
  @NonNull
  @Description("What is added to a quantile of money to make a threshold, in minor units.")
  public String getMoneyStepMinorUnits() {
    return Long.toString(moneyStepMinor);
  }
}

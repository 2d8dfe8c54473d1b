package io.tributary.insight.rfm;

import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * A customer's RFM.
 *
 * @param segment null for the reason
 * @param reason why there is none
 * @param r score of recency
 * @param f score of frequency
 * @param m score of money
 * @param recencyDays since the last purchase
 * @param frequency purchase days in the window
 * @param monetary bought in the window
 * @param asOf the instant it is true for
 * @param computedAt when
 */
@Type("Rfm")
@Description("A customer's recency, frequency and monetary value, and their scores from 1 to 5.")
public record Rfm(
    @Description("The segment; null for the reason beside it.") String segment,
    @Description("Why there is no score; null when there is.") RfmReason reason,
    @Description("Score of recency: 5 is lately.") Integer r,
    @Description("Score of frequency: 5 is often.") Integer f,
    @Description("Score of money: 5 is much.") Integer m,
    @Description("Local days since the last purchase.") Integer recencyDays,
    @Description("Local days with a purchase in the window.") Integer frequency,
    @Description("Net value bought in the window.") Money monetary,
    @Description("The instant it is true for.") OffsetDateTime asOf,
    @Description("When it was computed.") OffsetDateTime computedAt) {

  /** Nothing but a reason. */
  static Rfm none(RfmReason reason) {
    return new Rfm(null, reason, null, null, null, null, null, null, null, null);
  }
}

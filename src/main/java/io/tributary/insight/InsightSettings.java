package io.tributary.insight;

import java.time.ZoneId;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How figures are kept.
 *
 * @param zone the reporting time zone
 * @param currency the reporting currency, ISO 4217
 */
@Type("InsightSettings")
@Description("How figures are kept.")
public record InsightSettings(
    @Ignore ZoneId zone,
    @NonNull
        @Description("ISO 4217; the currency of reports. Orders in others are never converted.")
        String currency) {

  /** The time zone's IANA name. */
  @NonNull
  @Description("IANA time zone in which days, weeks and months of figures begin.")
  public String getTimezone() {
    return zone.getId();
  }
}

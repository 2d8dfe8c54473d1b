package io.tributary.loyalty.ledger;

import io.tributary.platform.FactKeys;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a programme owed its members at an instant.
 *
 * @param currency of what
 * @param at the instant
 * @param liability how much
 */
@Type("PointsLiability")
@Description(
    "What a programme owed its members at an instant. Lots, debt and entries are added up each from"
        + " rows of their own: outstanding + ended - debt is the sum of the entries, to the point,"
        + " or difference says by how much not.")
public record PointsLiability(
    @NonNull @Description("Of what.") PointsCurrency currency,
    @Ignore Instant at,
    @Ignore Liability liability) {

  /** The instant. */
  @NonNull
  @Description("The instant.")
  public OffsetDateTime getAsOf() {
    return FactKeys.utc(at);
  }

  /** Points that can be used. */
  @Description(
      "Points that could be used then or later; those held for checkouts are not among them.")
  public long getOutstanding() {
    return liability.outstanding();
  }

  /** By month of expiry. */
  @NonNull
  @Description("The same by the month in which they end, the earliest first.")
  public List<@NonNull PointsLiabilityMonth> getMonths() {
    return liability.months().stream()
        .map(month -> new PointsLiabilityMonth(month.first(), month.points()))
        .toList();
  }

  /** Points held. */
  @Description("Points held for checkouts.")
  public long getReserved() {
    return liability.reserved();
  }

  /** Points owed. */
  @Description("Points that members owed.")
  public long getDebt() {
    return liability.debt();
  }

  /** Points that had ended. */
  @Description(
      "Points that had ended and were not written down as that yet; 0 after expire-points.")
  public long getEnded() {
    return liability.ended();
  }

  /** The sum of entries. */
  @Description("The sum of all entries of the ledger up to then.")
  public long getEntries() {
    return liability.entries();
  }

  /** By how much the sums differ. */
  @Description(
      "entries - (outstanding + ended - debt): 0, or the ledger is damaged; check-points names the"
          + " account.")
  public long getDifference() {
    return liability.difference();
  }

  /** The share never used. */
  @Description(
      "Which share of the points in lots that had ended was never used, 0 to 1; null while none had ended.")
  public Double getBreakageRate() {
    return liability.breakageRate() == null
        ? null
        : (Double) liability.breakageRate().doubleValue();
  }

  /** What is expected to end unused. */
  @Description(
      "How many outstanding points are expected to end unused, at that rate; null while it is null.")
  public Long getExpectedBreakage() {
    return liability.expectedBreakage();
  }

  /** Why there is no rate. */
  @Description("Why there is no rate; null when there is one.")
  public String getBreakageReason() {
    return liability.breakageRate() == null ? "No lot had ended by then." : null;
  }
}

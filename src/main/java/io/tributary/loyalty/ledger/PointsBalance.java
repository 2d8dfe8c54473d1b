package io.tributary.loyalty.ledger;

import io.tributary.platform.FactKeys;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a customer has of one currency at an instant.
 *
 * @param customer whose
 * @param currency of what
 * @param balance how much
 */
@Type("PointsBalance")
@Description(
    "What a member has of one currency at an instant: the sum over all that were merged, and over"
        + " the members of a pool.")
public record PointsBalance(
    @Ignore UUID customer,
    @NonNull @Description("Of what.") PointsCurrency currency,
    @Ignore Balance balance) {

  /** Points that can be spent. */
  @Description("Points that can be spent.")
  public long getAvailable() {
    return balance.available();
  }

  /** Points that are not active yet. */
  @Description("Points that were earned and cannot be used yet.")
  public long getPending() {
    return balance.pending();
  }

  /** Points held for checkouts. */
  @Description("Points that are held for checkouts.")
  public long getReserved() {
    return balance.reserved();
  }

  /** Points owed. */
  @Description("Points taken back beyond what was there; what is earned next repays them first.")
  public long getDebt() {
    return balance.debt();
  }

  /** The instant that it holds for. */
  @NonNull
  @Description("The instant that it holds for.")
  public OffsetDateTime getAsOf() {
    return FactKeys.utc(balance.at());
  }
}

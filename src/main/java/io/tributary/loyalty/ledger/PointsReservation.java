package io.tributary.loyalty.ledger;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Points held for a checkout.
 *
 * @param uuid the id
 * @param points how many were held
 * @param captured how many of them were spent; 0 while it is open
 * @param state what became of it
 * @param expiresAt when it lapses by itself
 */
@Type("PointsReservation")
@Description(
    "Points held for a checkout: captured they are spent, released or lapsed they are back.")
public record PointsReservation(
    @Ignore UUID uuid,
    @Description("How many were held.") long points,
    @Description("How many of them were spent; 0 while it is open.") long captured,
    @NonNull @Description("What became of it.") ReservationState state,
    @NonNull @Description("When it lapses by itself.") OffsetDateTime expiresAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID prv_….")
  public String getId() {
    return TypeId.POINTS_RESERVATION.encode(uuid);
  }
}

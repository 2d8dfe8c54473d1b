package io.tributary.loyalty.bonus;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Fixed points for something that members do.
 *
 * @param uuid the id
 * @param programmeId whose
 * @param currencyId which points
 * @param name unique within the programme
 * @param occasion what for
 * @param eventNames only events with one of these names; empty for all of the occasion
 * @param attributes what a profile must say to be complete
 * @param points how many
 * @param per in what window
 * @param times how often in each window
 * @param capPerDay points a member gets of it in a local day; null for no limit
 * @param capPerMember points a member gets of it in all; null for no limit
 * @param budget points it gives in all; null for no limit
 * @param since for what happens from then on
 * @param until for what happens before; null for no end
 */
@Type("EventBonus")
@Description("Fixed points for something that members do that is no sale.")
public record EventBonus(
    @Ignore UUID uuid,
    @Ignore UUID programmeId,
    @Ignore UUID currencyId,
    @NonNull @Description("Unique within the programme.") String name,
    @NonNull @Description("What for.") BonusOccasion occasion,
    @NonNull
        @Description("Only events with one of these names, in lower case; empty for all of them.")
        List<@NonNull String> eventNames,
    @NonNull @Description("What the customer's attributes must say, for PROFILE_COMPLETED.")
        List<@NonNull String> attributes,
    @Description("How many points.") long points,
    @NonNull @Description("In what window it is given so many times.") BonusWindow per,
    @Description("How often in each window.") int times,
    @Description("Points that a member gets of it in a local day; null for no limit.")
        Long capPerDay,
    @Description("Points that a member gets of it in all; null for no limit.") Long capPerMember,
    @Description("Points that it gives to all members together; null for no limit.") Long budget,
    @NonNull @Description("For what happens from then on.") OffsetDateTime since,
    @Description("For what happens before; null for no end.") OffsetDateTime until)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID evb_….")
  public String getId() {
    return TypeId.EVENT_BONUS.encode(uuid);
  }
}

package io.tributary.loyalty.bonus;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What a bonus is to be.
 *
 * @param programme whose, a TypeID
 * @param currency code; null for the first that is spendable
 * @param name unique within the programme
 * @param occasion what for
 * @param eventNames null or empty for all of the occasion
 * @param attributes for PROFILE_COMPLETED
 * @param points how many
 * @param per null for EVER, or YEAR where the occasion is
 * @param times null for 1
 * @param capPerDay null for no limit
 * @param capPerMember null for no limit
 * @param budget null for no limit
 * @param since null for now
 * @param until null for no end
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("SetEventBonusInput")
@Description("What a bonus is to be; one of this name is changed for what happens from now on.")
public record SetEventBonusInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @Description("The code of the points it gives; left out, the first that is spendable.")
        String currency,
    @NonNull @Description("1 to 60 characters, unique within the programme.") String name,
    @NonNull @Description("What for.") BonusOccasion occasion,
    @Description("Only events with one of these names, whatever their case; needed for EVENT.")
        List<String> eventNames,
    @Description("The customer's attributes that must be there; needed for PROFILE_COMPLETED.")
        List<String> attributes,
    @Description("How many points, at least 1.") long points,
    @Description(
            "In what window it is given so many times; left out, EVER, and YEAR for birthdays and anniversaries.")
        BonusWindow per,
    @Description("How often in each window; left out, once.") Integer times,
    @Description("Points that a member gets of it in a local day; left out, no limit.")
        Long capPerDay,
    @Description("Points that a member gets of it in all; left out, no limit.") Long capPerMember,
    @Description("Points that it gives to all members together; left out, no limit.") Long budget,
    @Description("For what happens from then on; left out, from now.") OffsetDateTime since,
    @Description("For what happens before; left out, no end. One in the past ends it.")
        OffsetDateTime until,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}

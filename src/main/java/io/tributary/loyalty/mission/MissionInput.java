package io.tributary.loyalty.mission;

import io.tributary.loyalty.bonus.BonusWindow;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What a mission is to be.
 *
 * @param programme whose, a TypeID
 * @param name unique within the programme
 * @param steps the steps
 * @param ordered null for any order
 * @param joined null for everybody
 * @param tiers null for all
 * @param since null for now
 * @param until null for no end
 * @param per null for EVER
 * @param times null for once
 * @param currency null for the first that is spendable
 * @param points null for none
 * @param coupon a TypeID; null for none
 * @param reward a TypeID; null for none
 * @param effectiveFrom null for now, and for since where it is new
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("MissionInput")
@Description("What a mission is to be; of one of this name it is the next version.")
public record MissionInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @NonNull @Description("1 to 60 characters, unique within the programme.") String name,
    @NonNull @Description("One to ten steps.") List<@NonNull MissionStepInput> steps,
    @Description("Whether steps are taken one after the other; left out, in any order.")
        Boolean ordered,
    @Description("Whether members must join to take part; left out, everybody takes part.")
        Boolean joined,
    @Description("Only what members of these tiers do counts; left out, everybody's.")
        List<String> tiers,
    @Description("What members do from then on counts; left out, from now.") OffsetDateTime since,
    @Description("What members do before counts; left out, no end.") OffsetDateTime until,
    @Description("In what window it can be completed so many times; left out, EVER. It stays.")
        BonusWindow per,
    @Description("How often in each window, 1 to 100; left out, once.") Integer times,
    @Description("The code of the points it gives; left out, the first that is spendable.")
        String currency,
    @Description("Points that each completion gives; left out, none.") Long points,
    @Id @Description("TypeID of a coupon of which a code of their own is given; left out, none.")
        String coupon,
    @Id @Description("TypeID of a reward that is given as long as there are any; left out, none.")
        String reward,
    @Description(
            "The version holds for what members do from then on; left out, from now, and of a new mission from since.")
        OffsetDateTime effectiveFrom,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}

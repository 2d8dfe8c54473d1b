package io.tributary.loyalty.earning;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A rule of what sales earn. What is left out is no condition.
 *
 * @param name unique within the policy
 * @param multiplier a decimal; null for a bonus
 * @param bonus points; null for a multiplier
 * @param tiers names of tiers
 * @param channels in the channels' words
 * @param stores codes
 * @param skus products
 * @param categories of products
 * @param days of the week
 * @param fromTime local, HH:mm
 * @param toTime local, HH:mm
 * @param since from when
 * @param until until when
 * @param minimumSpend whole units of the programme's currency
 * @param firstOrder only a member's first sale
 * @param capPerMember null for no limit
 * @param budget null for no limit
 */
@Input("EarningRuleInput")
@Description(
    "A rule of what sales earn: multiplies the points of the lines it applies to, or adds a fixed bonus to the sale. All"
        + " conditions given must hold; what is left out is no condition.")
public record EarningRuleInput(
    @NonNull @Description("Unique within the policy, 1 to 60 characters.") String name,
    @Description("What points are multiplied by, a decimal from 0 to 1000: \"2\", \"1.5\".")
        String multiplier,
    @Description("Points added to the sale, 1 or more; either this or multiplier.") Long bonus,
    @Description("The member's tier at the sale is one of these.") List<String> tiers,
    @Description("The channel is one of these, in its own words.") List<String> channels,
    @Description("The store's code is one of these.") List<String> stores,
    @Description("Lines with one of these products; a bonus needs one such line.")
        List<String> skus,
    @Description("Lines of one of these categories; a bonus needs one such line.")
        List<String> categories,
    @Description("On one of these days of the week, in the programme's time zone.")
        List<Weekday> days,
    @Description("At this local time or later, HH:mm.") String fromTime,
    @Description("Before this local time, HH:mm; not after fromTime, it is one of the next day.")
        String toTime,
    @Description("At this instant or later.") OffsetDateTime since,
    @Description("Before this instant.") OffsetDateTime until,
    @Description("The sale counts for at least this, in whole units of the programme's currency.")
        String minimumSpend,
    @DefaultValue("false") @Description("Only a member's first sale.") Boolean firstOrder,
    @Description("Points that rules of this name give a member in all; left out, no limit.")
        Long capPerMember,
    @Description("Points that rules of this name give all members together; left out, no limit.")
        Long budget) {}

package io.tributary.loyalty.earning;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;

/**
 * A sale to try the rules on.
 *
 * @param programme whose rules, a TypeID; null for the oldest that has any
 * @param draft rules to try before they are published; null for those in force at the sale
 * @param at when it is made; null for now
 * @param channel where, in the channel's words
 * @param store the store's code
 * @param total what it counts for, in whole units; null for the sum of the lines
 * @param lines what is sold
 * @param tier the member's tier
 * @param firstOrder whether it is the member's first sale
 * @param earnedThatDay points that other sales of the day have earned
 * @param customer a TypeID; null for nobody in particular
 */
@Input("SimulateEarningInput")
@Description("A sale to try the rules on; nothing is written.")
public record SimulateEarningInput(
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("Rules to try before they are published; left out, those in force at the sale.")
        EarningPolicyInput draft,
    @Description("When it is made; left out, now.") OffsetDateTime at,
    @Description("Where, in the channel's words.") String channel,
    @Description("The store's code.") String store,
    @Description(
            "What it counts for, in whole units of the programme's currency; left out, the sum of the lines.")
        String total,
    @Description("What is sold; up to 1,000 lines.") List<SimulatedLineInput> lines,
    @Description("The member's tier; left out, that of the customer then.") String tier,
    @DefaultValue("false")
        @Description(
            "Whether it is the member's first sale; with a customer, what their sales say counts.")
        Boolean firstOrder,
    @DefaultValue("0")
        @Description(
            "Points that the member's other sales of the day have earned; with a customer, what"
                + " theirs have counts.")
        Long earnedThatDay,
    @Id
        @Description(
            "TypeID of a customer, for whom it is reckoned: their tier then, sales before, what the"
                + " day's and limited rules have given them, what budgets have left. Left out,"
                + " limited rules have given nothing yet.")
        String customer) {}

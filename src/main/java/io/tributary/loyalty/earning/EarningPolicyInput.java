package io.tributary.loyalty.earning;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A new version of what a programme's sales earn.
 *
 * @param programme whose, a TypeID
 * @param currency the code of what is earned; null for POINTS
 * @param pointsPerUnit a decimal
 * @param rounding null for DOWN
 * @param stacking null for MULTIPLY
 * @param rules in the order in which they are applied
 * @param excludedSkus products that earn nothing
 * @param excludedCategories categories that earn nothing
 * @param capPerOrder points; null for no cap
 * @param capPerDay points; null for no cap
 * @param activation when it can be used; null for what the currency says
 * @param effectiveFrom from which sales on; null for now
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("EarningPolicyInput")
@Description("A new version of what a programme's sales earn.")
public record EarningPolicyInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @DefaultValue("POINTS") @Description("The code of what is earned.") String currency,
    @NonNull
        @Description(
            "Points for one whole unit of the programme's money, a decimal: \"1\", \"0.1\".")
        String pointsPerUnit,
    @DefaultValue("DOWN") @Description("How a sale's points are made whole.")
        EarningRounding rounding,
    @DefaultValue("MULTIPLY") @Description("What becomes of several multipliers on one line.")
        EarningStacking stacking,
    @Description("The rules, in the order in which they are applied; up to 100.")
        List<EarningRuleInput> rules,
    @Description("Products that earn nothing.") List<String> excludedSkus,
    @Description("Categories that earn nothing.") List<String> excludedCategories,
    @Description("The most points that a sale earns.") Long capPerOrder,
    @Description("The most points that a member's sales of one local day earn.") Long capPerDay,
    @Description(
            "When what a sale earns can be used, whatever the currency says of it; left out, as the currency's pendingFor"
                + " says.")
        EarningActivationInput activation,
    @Description("From which sales on it holds, by when they were made; left out, from now on.")
        OffsetDateTime effectiveFrom,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}

package io.tributary.loyalty.earning;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * When points that a sale earns can be used.
 *
 * @param when the event that counts
 * @param days local days after it
 */
@Input("EarningActivationInput")
@Description("When points that a sale earns can be used.")
public record EarningActivationInput(
    @NonNull @Description("The event that counts.") EarningActivationKind when,
    @Description(
            "1 to 365 whole local days after it, with AFTER_ORDER and AFTER_DELIVERY; left out with the others.")
        Integer days) {}

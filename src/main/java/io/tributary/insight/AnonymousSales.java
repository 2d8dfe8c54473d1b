package io.tributary.insight;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What nobody known bought.
 *
 * @param key the channel, store, product or other part
 * @param orders how many
 * @param revenue of them
 */
@Type("AnonymousSales")
@Description(
    "What people bought who are no known customers; such orders are in no other figure of the"
        + " report. Once it is known who somebody is, their orders are that customer's.")
public record AnonymousSales(
    @Description("The channel, store, product or other part; null where it is not known.")
        String key,
    @Description("Orders that count.") int orders,
    @NonNull @Description("Their net value; of products that of their lines.") Money revenue) {}

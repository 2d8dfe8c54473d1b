package io.tributary.insight.rfm;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A segment's customers.
 *
 * @param segment its name
 * @param customers how many
 * @param share of all; null without customers
 * @param monetary what they bought in the window
 */
@Type("RfmSegmentCount")
@Description("A segment's customers.")
public record RfmSegmentCount(
    @NonNull @Description("The segment's name; Others for who is in none.") String segment,
    @Description("How many customers.") int customers,
    @Description("Their share of all customers, 0 to 1; null without customers.") Double share,
    @NonNull @Description("What they bought in the window, net.") Money monetary) {}

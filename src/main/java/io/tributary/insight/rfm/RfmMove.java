package io.tributary.insight.rfm;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Customers who were in one segment and then in another.
 *
 * @param from the earlier segment; null for who had not bought yet
 * @param to the later segment
 * @param customers how many
 * @param share of those who were in from; null where from is
 */
@Type("RfmMove")
@Description("Customers who were in one segment at the earlier instant and in one at the later.")
public record RfmMove(
    @Description("The earlier segment; null for customers who had not bought yet.") String from,
    @NonNull @Description("The later segment.") String to,
    @Description("How many customers.") int customers,
    @Description("Their share of all who were in from, 0 to 1; null where from is null.")
        Double share) {}

package io.tributary.identity.review;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A figure of the two customers of a review, and what it would be if they were one.
 *
 * @param name which
 * @param first the first customer's
 * @param second the second one's
 * @param together what it would be
 */
@Description("A figure of the two customers of a review, and what it would be if they were one.")
public record ReviewedFigure(
    @NonNull
        @Description(
            "Which, such as orders, net spend, tier in Club, POINTS in Club, GROWTH in Club.")
        String name,
    @Description("The first customer's; null when there is none.") String first,
    @Description("The second customer's; null when there is none.") String second,
    @Description("What it would be if the answer is SAME; what it is if they are one already.")
        String together) {}

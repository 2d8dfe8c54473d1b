package io.tributary.insight.churn;

import io.tributary.graphql.PageInfo;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of customers who may have left, dearest first.
 *
 * @param edges the page
 * @param pageInfo where the page stands
 * @param asOf the instant it is true for
 * @param computedAt when
 * @param customers judged
 */
@Type("CustomersAtRiskConnection")
@Description("A page of customers who may have left, dearest first.")
public record CustomersAtRiskConnection(
    @NonNull @Description("The page.") List<@NonNull CustomersAtRiskEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo,
    @Description(
            "The instant that the list is true for: the one asked for, else that of the last run of"
                + " refresh-churn, since when changed facts have been followed; null before any.")
        OffsetDateTime asOf,
    @Description("When it was computed; null before any run.") OffsetDateTime computedAt,
    @Description("How many customers were judged; null before any run.") Integer customers) {}

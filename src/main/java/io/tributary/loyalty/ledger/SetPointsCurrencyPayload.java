package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code setPointsCurrency} answers.
 *
 * @param currency as it lives from now on
 */
@Type("SetPointsCurrencyPayload")
@Description("What setPointsCurrency answers.")
public record SetPointsCurrencyPayload(
    @NonNull @Description("As it lives from now on.") PointsCurrency currency) {}

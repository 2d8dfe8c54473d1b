package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How many members a new policy moves from one tier to another.
 *
 * @param kind which way
 * @param from the tier before; null when newly enrolled
 * @param to the tier after
 * @param members how many
 */
@Type("TierMoveCount")
@Description("How many members a new policy moves from one tier to another.")
public record TierMoveCount(
    @NonNull @Description("Which way.") TierMove.Kind kind,
    @Description("The tier before; null when newly enrolled.") String from,
    @NonNull @Description("The tier after.") String to,
    @Description("How many.") int members) {}

package io.tributary.identity.policy;

import io.tributary.identity.IdentifierKind;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What a new table changes for a kind.
 *
 * @param kind which
 * @param stopTying values that tie now and would not
 * @param beginToTie values that tie nobody now and would, when they are seen next
 * @param customersOverLimit customers that have more values than the new limit
 */
@Description("What a new identifier table changes for a kind.")
public record IdentifierEffect(
    @NonNull @Description("Which.") IdentifierKind kind,
    @Description("How many values tie customers now and would not.") int stopTying,
    @Description("How many values tie nobody now and would, when they are seen next.")
        int beginToTie,
    @Description(
            "How many customers have more values than the new limit; they keep them and get no more.")
        int customersOverLimit) {}

package io.tributary.identity;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A value that points to a person.
 *
 * @param kind what it is
 * @param value as anyone would write it; it is normalised as the sources' are
 * @param scope the namespace; needed only where several hold the value
 */
@Input("IdentifierInput")
@Description("A value that points to a person.")
public record IdentifierInput(
    @NonNull @Description("What it is.") IdentifierKind kind,
    @NonNull @Description("As anyone would write it; it is normalised as the sources' are.")
        String value,
    @Description(
            "The namespace: a source's id for USER_ID and ANONYMOUS_ID, an app id for open ids; may be left out where one value is meant anyway.")
        String scope) {}

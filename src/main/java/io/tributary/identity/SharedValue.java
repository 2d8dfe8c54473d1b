package io.tributary.identity;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A value that several people have.
 *
 * @param hash what it is found by
 * @param kind what it is
 * @param scope the namespace
 * @param value normalised
 * @param since when it was taken for shared
 * @param by "rule", or the subject of a token
 * @param reason why
 */
@Description("A value that several people have: it ties nobody and still finds them all.")
public record SharedValue(
    @Ignore UUID hash,
    @NonNull @Description("What it is.") IdentifierKind kind,
    @NonNull @Description("The namespace within the kind; empty where there is only one.")
        String scope,
    @NonNull @Description("Normalised.") String value,
    @Description("When it was taken for shared; null while it ties.") OffsetDateTime since,
    @Description("Who said so: \"rule\", or the subject of a token.") String by,
    @Description("Why.") String reason) {}

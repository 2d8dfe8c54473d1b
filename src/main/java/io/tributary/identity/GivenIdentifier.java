package io.tributary.identity;

/**
 * An identifier as a fact brought it, not yet normalised.
 *
 * @param kind what it is
 * @param scope the namespace within the kind (app id, platform account, card programme), or null
 *     for the kind's default
 * @param value as sent
 * @param verified whether the source checked that it is this person's; null when it does not say,
 *     then the source's setting decides
 */
public record GivenIdentifier(IdentifierKind kind, String scope, String value, Boolean verified) {}

package io.tributary.identity;

/**
 * The name by which a source knows someone.
 *
 * @param kind USER_ID for an id the source gave, ANONYMOUS_ID for a visitor not signed in
 * @param value as the source writes it, trimmed
 */
public record ProfileKey(IdentifierKind kind, String value) {
  /** The key of someone the source knows by an id of its own. */
  public static ProfileKey user(String value) {
    return new ProfileKey(IdentifierKind.USER_ID, value);
  }

  /** The key of a visitor who is not signed in. */
  public static ProfileKey anonymous(String value) {
    return new ProfileKey(IdentifierKind.ANONYMOUS_ID, value);
  }
}

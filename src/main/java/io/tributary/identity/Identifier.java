package io.tributary.identity;

import io.tributary.platform.Ids;
import io.tributary.platform.keys.KeyRing;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A namespaced value that points to a person.
 *
 * @param kind what it is
 * @param scope the namespace within the kind; empty where there is only one
 * @param value normalised; as sent when the state is INVALID
 * @param state whether it may match
 * @param reason why it may not; null when it may
 */
@Description("A namespaced value that points to a person.")
public record Identifier(
    @NonNull @Description("What it is.") IdentifierKind kind,
    @NonNull @Description("The namespace within the kind; empty where there is only one.")
        String scope,
    @NonNull @Description("Normalised; as sent when the state is INVALID.") String value,
    @NonNull @Description("Whether it may match.") State state,
    @Description("Why it may not match; null when it may.") String reason) {

  /** Whether an identifier may match. */
  @Enum("IdentifierState")
  @Description("Whether an identifier may match.")
  public enum State {
    /** Its source checked that it is this person's. */
    VERIFIED,
    /** Somebody said so. */
    UNVERIFIED,
    /** Several people have it: it finds them all and ties nobody. */
    SHARED,
    /** Well formed, but a placeholder or over a limit: kept, never matches. */
    BLOCKED,
    /** Could not be normalised: kept, never matches. */
    INVALID
  }

  /** What it is found by. */
  @Ignore
  public UUID hash() {
    return hash(kind, scope, value);
  }

  /** What an identifier is found by: a keyed hash. */
  static UUID hash(IdentifierKind kind, String scope, String value) {
    return KeyRing.inUse().blind(Ids.hash("identifier", kind.name(), scope, value));
  }

  /** Whether it may match at all. */
  @Ignore
  boolean matches() {
    return state == State.VERIFIED || state == State.UNVERIFIED;
  }
}

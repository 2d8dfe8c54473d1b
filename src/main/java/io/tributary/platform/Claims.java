package io.tributary.platform;

import io.quarkus.oidc.runtime.OidcJwtCallerPrincipal;
import io.quarkus.security.AuthenticationFailedException;
import java.security.Principal;
import java.util.List;

/** What a token says besides its roles. */
public final class Claims {
  /** The code of the only store that a till, or whoever serves in it, sees. */
  public static final String STORE = "store";

  /** The TypeID of the customer that a member is. */
  public static final String CUSTOMER = "customer";

  private Claims() {}

  /**
   * A claim of ours; null where there is none. Not by the token's own {@code getClaim}: of a name
   * that is no standard one that throws and catches an exception each time, which costs more than
   * all else of a field.
   *
   * @throws AuthenticationFailedException for one that is no text: as if it were not there it would
   *     show more
   */
  public static String text(Principal principal, String name) {
    if (!(principal instanceof OidcJwtCallerPrincipal token)) {
      return null;
    }
    Object value = token.getClaims().getClaimValue(name);
    if (value != null && !(value instanceof String)) {
      throw new AuthenticationFailedException(
          "The token's claim " + name + " is no text. Have the identity provider send one text.");
    }
    return (String) value;
  }

  /**
   * Refuses a token at sign-in, before anything asks for a claim.
   *
   * @throws AuthenticationFailedException for one with a claim of ours that is no text
   */
  static void check(Principal principal) {
    List.of(STORE, CUSTOMER).forEach(name -> text(principal, name));
  }
}

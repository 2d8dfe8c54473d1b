package io.tributary.graphql;

import io.tributary.platform.Roles;
import java.util.Set;

/**
 * Whose sales a token shows. A till has the one store that its claim {@code store} names, and
 * nothing without one; so has service staff whose token names a store. Roles add up: who is a
 * member as well sees all of their own, and who may read figures sees every store's.
 */
final class StoreScope {
  /** The code of no store: nothing is shown. */
  static final String NONE = "";

  private static final Set<String> EVERY_STORE =
      Set.of(Roles.ADMIN, Roles.STEWARD, Roles.MARKETER, Roles.ANALYST);

  private StoreScope() {}

  /**
   * The code of the only store whose sales are shown; null for all stores, {@link #NONE} for none.
   *
   * @param roles the token's
   * @param claimed its claim {@code store}; null when it has none
   * @param isOwn whether the sales are to the customer whom the token belongs to
   */
  static String of(Set<String> roles, String claimed, boolean isOwn) {
    boolean isMember = isOwn && roles.contains(Roles.MEMBER);
    if (isMember || roles.stream().anyMatch(EVERY_STORE::contains)) {
      return null;
    }
    if (claimed != null && !claimed.isBlank()) {
      return claimed;
    }
    return roles.contains(Roles.SERVICE) ? null : NONE;
  }
}

package io.tributary.graphql;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who asks. */
@ApplicationScoped
public class Caller {
  private final SecurityIdentity identity;

  /** Whoever has an identity. */
  public Caller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** The token's name. */
  public String name() {
    return identity.getPrincipal().getName();
  }

  /** Whether the token carries one of some roles. */
  public boolean isOne(String... roles) {
    return Stream.of(roles).anyMatch(identity::hasRole);
  }

  /**
   * Refuses those who read figures and no persons: finding one by what points to them would tell
   * whose the figures are.
   *
   * @throws ForbiddenException for a token with no role but analyst
   */
  public void requireMayLookUp() {
    if (identity.getRoles().equals(Set.of(Roles.ANALYST))) {
      throw new ForbiddenException();
    }
  }

  /**
   * The code of the only store whose sales the token shows: the claim {@code store} of a till, or a
   * code that no store has when the till's token names none; null for everyone else.
   */
  public String onlyStore() {
    if (!identity.getRoles().equals(Set.of(Roles.TILL))) {
      return null;
    }
    String claimed =
        identity.getPrincipal() instanceof JsonWebToken token ? token.getClaim("store") : null;
    return claimed == null ? "" : claimed;
  }

  /** The customer whom the token belongs to; null when it names none. */
  public UUID ownCustomer() {
    return identity.getPrincipal() instanceof JsonWebToken token
        ? TypeId.CUSTOMER.decode(token.getClaim("customer")).orElse(null)
        : null;
  }

  /**
   * The customer that a field names, or the token's own.
   *
   * @param staff roles that may act for any customer
   * @throws ForbiddenException when anyone else names somebody else
   * @throws ApiException NOT_FOUND, INVALID_INPUT when staff name nobody
   */
  public UUID customer(String field, String id, String... staff) {
    if (!isOne(staff)) {
      UUID own = ownCustomer();
      if (own == null || id != null && !TypeId.CUSTOMER.encode(own).equals(id)) {
        throw new ForbiddenException();
      }
      return own;
    }
    if (id == null) {
      throw ApiException.invalid(field, "Name the customer.");
    }
    return TypeId.CUSTOMER.decode(id).orElseThrow(() -> ApiException.notFound("customer", id));
  }
}

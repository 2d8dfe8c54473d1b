package io.tributary.graphql;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.tributary.platform.Claims;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.stream.Stream;

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
   * Refuses whoever has none of some roles, of a field that more roles may use: those who read
   * figures may not find out whose they are by looking people up.
   *
   * @throws ForbiddenException for a token with none of them
   */
  public void requireOne(String... roles) {
    if (!isOne(roles)) {
      throw new ForbiddenException();
    }
  }

  /**
   * The code of the only store whose sales to a customer the token shows; null for all.
   *
   * @see StoreScope
   */
  public String onlyStore(UUID customer) {
    return StoreScope.of(identity.getRoles(), claim(Claims.STORE), customer.equals(ownCustomer()));
  }

  /**
   * Refuses what a token that shows one store would do in another's name.
   *
   * @param code the code of the store that is named; null when none is
   * @throws ForbiddenException for another store than the token's
   */
  public void requireStore(String code) {
    String only = onlyStore();
    if (code != null && only != null && !only.equals(code)) {
      throw new ForbiddenException();
    }
  }

  /**
   * Refuses figures that are made of the sales of all stores.
   *
   * @throws ForbiddenException for a token that shows one store
   */
  public void requireEveryStore() {
    if (onlyStore() != null) {
      throw new ForbiddenException();
    }
  }

  /** Whether the token shows the sales of one store: its code; null for all stores. */
  public String onlyStore() {
    return StoreScope.of(identity.getRoles(), claim(Claims.STORE), false);
  }

  /** The customer whom the token belongs to; null when it names none. */
  public UUID ownCustomer() {
    return TypeId.CUSTOMER.decode(claim(Claims.CUSTOMER)).orElse(null);
  }

  private String claim(String name) {
    return Claims.text(identity.getPrincipal(), name);
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

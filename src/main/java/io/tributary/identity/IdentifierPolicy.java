package io.tributary.identity;

import java.util.Map;
import java.util.Set;

/**
 * Which identifiers tie customers, and how far: a definition, versioned in the database.
 *
 * @param kinds the rule of each kind
 * @param blocked normalised values that never tie: placeholders typed in by habit
 * @param customersPerFact one fact that would tie more customers than this ties none
 * @param profilesPerCustomer no merge makes a customer of more profiles than this
 */
public record IdentifierPolicy(
    Map<IdentifierKind, Rule> kinds,
    Set<String> blocked,
    int customersPerFact,
    int profilesPerCustomer) {

  /** When a kind ties. */
  public enum Ties {
    /** Whenever it is seen. */
    ALWAYS,
    /** When its source checked it, or a paid order came with it. */
    VERIFIED_OR_PAID,
    /** Not on its own. */
    NEVER
  }

  /**
   * One kind's rule.
   *
   * @param ties when it ties
   * @param perCustomer how many values within one scope one customer may have; null for any number
   */
  public record Rule(Ties ties, Integer perCustomer) {}

  /** Whether an identifier ties, given whether a paid order came with it. */
  boolean ties(Identifier identifier, boolean paid) {
    return switch (kinds.get(identifier.kind()).ties()) {
      case ALWAYS -> identifier.matches();
      case VERIFIED_OR_PAID ->
          identifier.state() == Identifier.State.VERIFIED
              || paid && identifier.state() == Identifier.State.UNVERIFIED;
      case NEVER -> false;
    };
  }

  /** How many values of a kind one customer may have within a scope. */
  int limit(IdentifierKind kind) {
    Integer limit = kinds.get(kind).perCustomer();
    return limit == null ? Integer.MAX_VALUE : limit;
  }
}

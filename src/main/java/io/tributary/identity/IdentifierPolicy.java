package io.tributary.identity;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/**
 * Which identifiers tie customers, and how far: a definition, versioned in the database.
 *
 * @param kinds the rule of each kind
 * @param blocked normalised values that never tie, placeholders typed in by habit; a {@code *} at
 *     the beginning or the end stands for any text
 * @param customersPerFact one fact that would tie more customers than this ties none
 * @param profilesPerCustomer no rule makes a customer of more profiles than this; visits that
 *     nobody was signed in for do not count
 * @param customersPerValue a value that more people carry who differ in name and birth date is
 *     shared
 * @param onePerPerson attributes of which one person has one value, such as a national id
 */
public record IdentifierPolicy(
    Map<IdentifierKind, Rule> kinds,
    Set<String> blocked,
    int customersPerFact,
    int profilesPerCustomer,
    int customersPerValue,
    Set<String> onePerPerson) {
  /** Policies of before attributes could be named say nothing of them. */
  public IdentifierPolicy {
    onePerPerson = onePerPerson == null ? Set.of() : onePerPerson;
  }

  /** When a kind ties. */
  @Enum("IdentifierTies")
  @Description("When a kind of identifier ties customers.")
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
   * @param onePerPerson whether two customers with different values within one scope are two people
   *     to every rule; a steward may still merge them, within the limit
   * @param ofHousehold whether a household may have one value in common, such as a phone number:
   *     alone it ties nobody whose given names differ
   */
  public record Rule(Ties ties, Integer perCustomer, boolean onePerPerson, boolean ofHousehold) {
    Rule(Ties ties, Integer perCustomer, boolean onePerPerson) {
      this(ties, perCustomer, onePerPerson, false);
    }
  }

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

  /** Whether a normalised value is a placeholder. */
  boolean blocks(String value) {
    return blocked.contains(value) || blocked.stream().anyMatch(entry -> covers(entry, value));
  }

  /** Whether an entry of {@link #blocked} with a {@code *} covers a normalised value. */
  public static boolean covers(String entry, String value) {
    return entry.endsWith("*")
        ? value.startsWith(entry.substring(0, entry.length() - 1))
        : entry.startsWith("*") && value.endsWith(entry.substring(1));
  }

  /** The names of the kinds of which one person has one value within a scope. */
  String[] onePerPersonKinds() {
    return kinds.entrySet().stream()
        .filter(kind -> kind.getValue().onePerPerson())
        .map(kind -> kind.getKey().name())
        .toArray(String[]::new);
  }

  /** How many values of a kind one customer may have within a scope. */
  int limit(IdentifierKind kind) {
    Integer limit = kinds.get(kind).perCustomer();
    return limit == null ? Integer.MAX_VALUE : limit;
  }
}

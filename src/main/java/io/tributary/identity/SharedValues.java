package io.tributary.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Tells a value that several people have (a family's phone, a shop's number typed by staff) from
 * one that is a person's. A rule: no database, no clock.
 */
final class SharedValues {
  /**
   * A profile that was seen with a value.
   *
   * @param customer whose; null for a visitor
   * @param face what is known of its person
   */
  record Carrier(UUID customer, Face face) {}

  /** How a reason ends that says how many profiles carry a value. */
  static final String MANY_PROFILES = " profiles carry it";

  private SharedValues() {}

  /**
   * Why a value is shared; null while it may be one person's.
   *
   * @param carriers the profiles that were seen with it; beyond a few hundred they need not be all
   */
  static String reason(IdentifierPolicy policy, List<Carrier> carriers) {
    int people = people(carriers);
    if (people > policy.customersPerValue()) {
      return people + " people who differ in name and birth date carry it";
    }
    long known = carriers.stream().filter(carrier -> carrier.customer() != null).count();
    return known > policy.profilesPerCustomer() ? known + MANY_PROFILES : null;
  }

  /**
   * How many people the carriers are at least: of those whom a guard held apart, the ones with
   * another name and not the same birth date.
   */
  private static int people(List<Carrier> carriers) {
    List<Carrier> apart = new ArrayList<>();
    for (Carrier carrier : carriers) {
      boolean isNew =
          carrier.customer() != null
              && !carrier.face().name().isEmpty()
              && apart.stream().allMatch(other -> differ(carrier, other));
      if (isNew) {
        apart.add(carrier);
      }
    }
    return apart.size();
  }

  private static boolean differ(Carrier one, Carrier other) {
    return !one.customer().equals(other.customer())
        && one.face().hasOtherName(other.face())
        && (one.face().birth() == null
            || other.face().birth() == null
            || one.face().isBornOtherwise(other.face()));
  }
}

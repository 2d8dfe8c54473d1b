package io.tributary.graphql.request;

import io.tributary.graphql.ErrorKind;
import io.tributary.platform.Roles;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How much one request may ask for. */
@Singleton
final class Limits {
  /** Tokens of a document. */
  static final int TOKENS = 1_000;

  /** Levels of fields, introspection apart. */
  static final int DEPTH = 12;

  /** Fields with an alias, fragments expanded. */
  static final int ALIASES = 15;

  /** Directives, fragments expanded. */
  static final int DIRECTIVES = 50;

  /** Fields at the top of an operation. */
  static final int ROOT_FIELDS = 20;

  /** Fields, fragments expanded. */
  static final int FIELDS = 1_000;

  private static final String BUDGET = "tributary.graphql.budget.";

  private final Map<String, Long> budgets = new HashMap<>();
  private final long others;

  Limits(
      Config config,
      @ConfigProperty(name = BUDGET + "staff", defaultValue = "100000") long staff,
      @ConfigProperty(name = BUDGET + "others", defaultValue = "5000") long others) {
    this.others = others;
    for (String role : Roles.ALL) {
      budgets.put(
          role,
          config
              .getOptionalValue(BUDGET + role, Long.class)
              .orElse(Roles.STAFF.contains(role) ? staff : others));
    }
  }

  /**
   * The most that one request of these roles may cost: the largest of their budgets, each set by
   * role, or for staff and for members and tills.
   */
  long budget(Set<String> roles) {
    return roles.stream().filter(budgets::containsKey).mapToLong(budgets::get).max().orElse(others);
  }

  private static boolean isStaff(Set<String> roles) {
    return roles.stream().anyMatch(Roles.STAFF::contains);
  }

  /**
   * Holds a measured operation against what these roles may ask for.
   *
   * @throws Refusal QUERY_TOO_COSTLY, naming the limit; FORBIDDEN for the schema
   */
  void check(Measure measure, int rootFields, Set<String> roles) {
    check(measure, rootFields, budget(roles));
    if (measure.introspects() && !isStaff(roles)) {
      throw new Refusal(ErrorKind.FORBIDDEN, "The schema is shown to staff only.");
    }
  }

  /**
   * Holds a measured operation against the limits and a budget.
   *
   * @throws Refusal QUERY_TOO_COSTLY, naming the limit
   */
  static void check(Measure measure, int rootFields, long budget) {
    check("levels deep", measure.depth(), DEPTH);
    check("aliases", measure.aliases(), ALIASES);
    check("directives", measure.directives(), DIRECTIVES);
    check("fields at its top", rootFields, ROOT_FIELDS);
    check("fields with its fragments expanded", measure.fields(), FIELDS);
    if (measure.cost() > budget) {
      throw new Refusal(
          ErrorKind.QUERY_TOO_COSTLY,
          "The operation could cost "
              + measure.cost()
              + ", and one request of yours may cost "
              + budget
              + ". Ask for smaller pages or fewer nested lists.");
    }
  }

  private static void check(String what, long number, long most) {
    if (number > most) {
      throw new Refusal(
          ErrorKind.QUERY_TOO_COSTLY,
          "The operation has " + number + " " + what + "; the most is " + most + ". Split it.");
    }
  }
}

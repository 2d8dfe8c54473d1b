package io.tributary.identity.policy;

import io.tributary.graphql.ApiException;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.IdentifierPolicy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Makes the next identifier table of the one in force and what staff send. A rule. */
final class IdentifierPolicyDraft {
  private static final int MOST_VALUES = 1_000;

  private IdentifierPolicyDraft() {}

  /** The next version; INVALID_INPUT for what makes no sense. */
  static IdentifierPolicy of(IdentifierPolicyInput input, IdentifierPolicy before) {
    whole("kinds", input.kinds());
    whole("blocked", input.blocked());
    whole("onePerPerson", input.onePerPerson());
    Map<IdentifierKind, IdentifierPolicy.Rule> kinds = new EnumMap<>(before.kinds());
    List<IdentifierPolicyInput.Row> rows = input.kinds() == null ? List.of() : input.kinds();
    for (int i = 0; i < rows.size(); i++) {
      kinds.put(rows.get(i).kind(), rule(rows.get(i), "input.kinds." + i));
    }
    return new IdentifierPolicy(
        kinds,
        blocked(input.blocked(), before.blocked()),
        number("customersPerFact", input.customersPerFact(), 1, 20, before.customersPerFact()),
        number(
            "profilesPerCustomer",
            input.profilesPerCustomer(),
            2,
            MOST_VALUES,
            before.profilesPerCustomer()),
        number("customersPerValue", input.customersPerValue(), 1, 100, before.customersPerValue()),
        input.onePerPerson() == null ? before.onePerPerson() : new TreeSet<>(input.onePerPerson()));
  }

  private static void whole(String name, List<?> given) {
    if (given != null && given.stream().anyMatch(Objects::isNull)) {
      throw ApiException.invalid("input." + name, "Leave null out of the list.");
    }
  }

  private static IdentifierPolicy.Rule rule(IdentifierPolicyInput.Row row, String path) {
    boolean visitor =
        row.kind() == IdentifierKind.ANONYMOUS_ID || row.kind() == IdentifierKind.DEVICE_ID;
    if (visitor && row.ties() != IdentifierPolicy.Ties.NEVER) {
      throw ApiException.invalid(path + ".ties", "A device never ties two customers: say NEVER.");
    }
    if (row.perCustomer() != null) {
      number("kinds.perCustomer", row.perCustomer(), 1, MOST_VALUES, 1);
    }
    return new IdentifierPolicy.Rule(
        row.ties(),
        row.perCustomer(),
        Boolean.TRUE.equals(row.onePerPerson()),
        Boolean.TRUE.equals(row.ofHousehold()));
  }

  private static int number(String name, Integer value, int from, int to, int before) {
    if (value != null && (value < from || value > to)) {
      throw ApiException.invalid("input." + name, "Give a number from " + from + " to " + to + ".");
    }
    return value == null ? before : value;
  }

  private static Set<String> blocked(List<String> given, Set<String> before) {
    if (given == null) {
      return before;
    }
    if (given.size() > MOST_VALUES) {
      throw ApiException.invalid("input.blocked", "Give up to " + MOST_VALUES + " values.");
    }
    for (String value : given) {
      int star = value.indexOf('*');
      boolean atAnEnd = star < 0 || star == value.length() - 1 || value.lastIndexOf('*') == 0;
      if (value.replace("*", "").strip().length() < 3 || !atAnEnd || value.indexOf('\0') >= 0) {
        throw ApiException.invalid(
            "input.blocked",
            "\"" + value + "\": give at least three characters and a * only at one end.");
      }
    }
    return new TreeSet<>(given);
  }
}

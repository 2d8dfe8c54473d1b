package io.tributary.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * By what people are told apart whatever ties them.
 *
 * @param single attributes of which one person has one value, and a birth date that was verified
 * @param faces name and birth date of each profile that gives both
 */
record Traits(Map<String, Set<String>> single, List<Face> faces) {
  /** Nothing is known. */
  static Traits none() {
    return new Traits(new HashMap<>(), new ArrayList<>());
  }

  void add(Traits more) {
    more.single.forEach(
        (name, values) -> single.computeIfAbsent(name, n -> new HashSet<>()).addAll(values));
    faces.addAll(more.faces);
  }

  /** Takes a face into account, if it says enough. */
  void see(Face face) {
    if (face.isWhole()) {
      faces.add(face);
    }
  }

  /** Takes an attribute into account, if one person has one value of it. */
  void see(IdentifierPolicy policy, String name, String value, boolean verified) {
    boolean tells = policy.onePerPerson().contains(name) || verified && name.equals("birth_date");
    if (tells && value != null && !value.isBlank()) {
      single.computeIfAbsent(name, n -> new HashSet<>()).add(value.strip());
    }
  }

  boolean isSomebodyElse(Traits other) {
    return !faces.isEmpty()
        && !other.faces.isEmpty()
        && faces.stream().allMatch(f -> other.faces.stream().allMatch(f::isSomebodyElse));
  }
}

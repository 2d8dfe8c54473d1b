package io.tributary.identity;

import io.tributary.identity.linking.score.BirthDate;
import io.tributary.identity.linking.score.Household;
import io.tributary.identity.linking.score.TraitReader;
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
 * @param names what each profile calls its person; nicknames, which say nothing, apart
 */
record Traits(Map<String, Set<String>> single, List<Face> faces, Set<Map<String, String>> names) {
  private static final String BIRTH = "birth_date";
  private static final Set<String> NAMES = Set.of("name", "first_name", "last_name");

  /** Nothing is known. */
  static Traits none() {
    return new Traits(new HashMap<>(), new ArrayList<>(), new HashSet<>());
  }

  void add(Traits more) {
    more.single.forEach(
        (name, values) -> single.computeIfAbsent(name, n -> new HashSet<>()).addAll(values));
    faces.addAll(more.faces);
    names.addAll(more.names);
  }

  /**
   * Takes a name into account.
   *
   * @param kind of the source that says so: people choose what they are called on social networks
   */
  void name(SourceKind kind, Map<String, ?> attributes) {
    Map<String, String> name = new HashMap<>();
    for (String part : NAMES) {
      if (attributes.get(part) instanceof String text && !text.isBlank()) {
        name.put(part, text);
      }
    }
    if (kind != SourceKind.SOCIAL && !name.isEmpty()) {
      names.add(Map.copyOf(name));
    }
  }

  /** Whether both have given names, and none of the one is a way of writing one of the other. */
  boolean haveOtherNames(Traits other) {
    return !names.isEmpty()
        && !other.names.isEmpty()
        && names.stream().allMatch(one -> other.names.stream().allMatch(two -> differ(one, two)));
  }

  /** Whether both have given names, and each of the one is a way of writing each of the other. */
  boolean haveOneName(Traits other) {
    return !names.isEmpty()
        && !other.names.isEmpty()
        && names.stream().noneMatch(one -> other.names.stream().anyMatch(two -> differ(one, two)));
  }

  private static boolean differ(Map<String, String> one, Map<String, String> other) {
    return Household.between(
            TraitReader.read(one, List.of(), List.of(), List.of()),
            TraitReader.read(other, List.of(), List.of(), List.of()))
        == Household.GIVEN_NAMES_DIFFER;
  }

  /** Takes a face into account, if it says enough. */
  void see(Face face) {
    if (face.isWhole()) {
      faces.add(face);
    }
  }

  /**
   * Takes an attribute into account, if one person has one value of it. What differs only in case,
   * width, blanks or signs is one value; a word for "not known" is none.
   */
  void see(IdentifierPolicy policy, String name, String value, boolean verified) {
    boolean isBirth = name.equals(BIRTH);
    if (!policy.onePerPerson().contains(name) && !(verified && isBirth)) {
      return;
    }
    String told =
        isBirth
            ? BirthDate.certain(value)
            : IdWords.refusal(value).isPresent() ? null : TraitReader.compact(value);
    if (told != null) {
      single.computeIfAbsent(name, n -> new HashSet<>()).add(told);
    }
  }

  /** Whether both have values of an attribute of which one person has one, and no one in common. */
  boolean haveOtherValues(Traits other) {
    return single.entrySet().stream()
        .anyMatch(
            mine -> {
              Set<String> theirs = other.single.getOrDefault(mine.getKey(), Set.of());
              return !theirs.isEmpty()
                  && mine.getValue().stream()
                      .noneMatch(
                          one -> theirs.stream().anyMatch(two -> areOne(mine.getKey(), one, two)));
            });
  }

  private static boolean areOne(String name, String one, String other) {
    return name.equals(BIRTH) ? BirthDate.mayBeOne(one, other) : one.equals(other);
  }

  boolean isSomebodyElse(Traits other) {
    return !faces.isEmpty()
        && !other.faces.isEmpty()
        && faces.stream().allMatch(f -> other.faces.stream().allMatch(f::isSomebodyElse));
  }
}

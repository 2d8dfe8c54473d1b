package io.tributary.identity;

import io.tributary.identity.linking.score.BirthDate;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * By what a profile's person is told from another one who has the same phone: name and birth date.
 *
 * @param name the words of the name, folded; empty when it is not known
 * @param birth its digits, year first; four or six of them where no more is known; null when
 *     nothing is
 */
record Face(Set<String> name, String birth) {
  /** The attributes that a face is read from. */
  static final Set<String> ATTRIBUTES = Set.of("name", "first_name", "last_name", "birth_date");

  /** The face that attributes give; what is no text or no date is not known. */
  static Face of(Map<String, Object> attributes) {
    String name = text(attributes.get("name"));
    if (name.isBlank()) {
      name = text(attributes.get("first_name")) + " " + text(attributes.get("last_name"));
    }
    return new Face(words(name), BirthDate.certain(text(attributes.get("birth_date"))));
  }

  private static String text(Object value) {
    return value instanceof String text ? text : "";
  }

  private static Set<String> words(String name) {
    String folded =
        Normalizer.normalize(name, Normalizer.Form.NFKD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT);
    Set<String> words = new TreeSet<>(Arrays.asList(folded.split("[^\\p{L}\\p{N}]+")));
    words.remove("");
    return words;
  }

  /** Whether both parts are known. */
  boolean isWhole() {
    return !name.isEmpty() && birth != null;
  }

  /**
   * Whether these are probably two people: both births are known and differ, and so do the names;
   * or they are twins, by a surname and a birth date in common and given names of which none is the
   * other misspelt. Names in two scripts (张伟, Zhang Wei) cannot be compared here and differ in
   * nothing.
   */
  boolean isSomebodyElse(Face other) {
    return isWhole()
        && other.isWhole()
        && hasOtherName(other)
        && (isBornOtherwise(other) || isTwin(other));
  }

  /** Whether both births are known, and no more of the one can make it the other. */
  boolean isBornOtherwise(Face other) {
    return birth != null && other.birth != null && !BirthDate.mayBeOne(birth, other.birth);
  }

  private boolean isTwin(Face other) {
    if (!BirthDate.isWhole(birth) || !BirthDate.isWhole(other.birth)) {
      return false; // born in one year, as many are
    }
    Set<String> mine = new TreeSet<>(isHan() ? characters() : name);
    Set<String> theirs = new TreeSet<>(other.isHan() ? other.characters() : other.name);
    boolean related = mine.removeAll(theirs);
    theirs.removeAll(isHan() ? characters() : name);
    return related
        && !mine.isEmpty()
        && !theirs.isEmpty()
        && mine.stream().allMatch(m -> theirs.stream().allMatch(t -> areUnlike(m, t)));
  }

  private Set<String> characters() {
    return new TreeSet<>(Arrays.asList(String.join("", name).split("")));
  }

  /** No word is the other with a letter or two typed wrong. */
  private static boolean areUnlike(String one, String other) {
    Set<Integer> mine = one.chars().boxed().collect(Collectors.toSet());
    Set<Integer> theirs = other.chars().boxed().collect(Collectors.toSet());
    Set<Integer> both = new HashSet<>(mine);
    both.retainAll(theirs);
    return 2 * both.size() < Math.max(mine.size(), theirs.size());
  }

  /** Whether both names are known and no way of writing one is the other. */
  boolean hasOtherName(Face other) {
    if (name.isEmpty() || other.name.isEmpty() || isHan() != other.isHan()) {
      return false;
    }
    return !isWithin(other) && !other.isWithin(this);
  }

  /** Whether each of its words, or what an initial stands for, is one of the other's. */
  private boolean isWithin(Face other) {
    return name.stream()
        .allMatch(
            word ->
                other.name.stream()
                    .anyMatch(
                        of ->
                            of.equals(word)
                                || !isHan() && (word.length() == 1 && of.startsWith(word))));
  }

  private boolean isHan() {
    return name.stream()
        .anyMatch(
            word ->
                word.codePoints()
                    .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN));
  }
}

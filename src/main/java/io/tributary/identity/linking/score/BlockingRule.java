package io.tributary.identity.linking.score;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which profiles are worth comparing: those that share a key of any of these rules. Each misses
 * some pairs that another finds, so a slip in one field does not hide a person.
 */
public enum BlockingRule {
  /** One phone number. */
  PHONE(1, 200, Set.of(Field.PHONE), t -> t.all(Trait.PHONE)),
  /** One e-mail address. */
  EMAIL(2, 200, Set.of(Field.EMAIL), t -> t.all(Trait.EMAIL)),
  /** One customer card. */
  CARD_NUMBER(3, 200, Set.of(Field.CARD_NUMBER), t -> t.all(Trait.CARD_NUMBER)),
  /** One number given by a state. */
  NATIONAL_ID(4, 200, Set.of(Field.NATIONAL_ID), t -> t.all(Trait.NATIONAL_ID)),
  /** The same name at several mail hosts. */
  EMAIL_NAME(
      5,
      60,
      Set.of(Field.EMAIL),
      t -> t.all(Trait.EMAIL).stream().map(Compare::local).filter(l -> l.length() > 4).toList()),
  /** Born on one day, with a name beginning alike, whichever of the two it is. */
  BIRTH_DATE_AND_NAME(6, 100, Set.of(Field.BIRTH_DATE), t -> with(date(t), starts(t, 1))),
  /** Born on one day; only as long as there are few. */
  BIRTH_DATE(7, 20, Set.of(Field.BIRTH_DATE), t -> one(date(t))),
  /** Both names and the year of birth. */
  NAMES_AND_YEAR(
      8,
      60,
      Set.of(Field.GIVEN_NAME, Field.FAMILY_NAME, Field.BIRTH_DATE, Field.BIRTH_YEAR),
      t -> with(year(t), both(t, 4))),
  /** Both names and the day and month of birth, in any order. */
  NAMES_AND_DAY(
      9,
      60,
      Set.of(Field.GIVEN_NAME, Field.FAMILY_NAME, Field.BIRTH_DATE),
      t -> with(day(t), both(t, 1))),
  /** Both names; only as long as there are few of that name. */
  NAMES(10, 30, Set.of(Field.GIVEN_NAME, Field.FAMILY_NAME), t -> both(t, 20)),
  /** Both names and the city. */
  NAMES_AND_CITY(
      11,
      60,
      Set.of(Field.GIVEN_NAME, Field.FAMILY_NAME, Field.CITY),
      t -> with(t.get(Trait.CITY), both(t, 3))),
  /** A name and the postcode. */
  NAME_AND_POSTCODE(12, 60, Set.of(Field.POSTCODE), t -> with(t.get(Trait.POSTCODE), starts(t, 2))),
  /** House number and the beginning of the street. */
  ADDRESS(
      13,
      60,
      Set.of(Field.STREET, Field.HOUSE_NUMBER),
      t -> with(t.get(Trait.HOUSE_NUMBER), one(start(compact(t.get(Trait.STREET)), 5))));

  private static final int CODE_BITS = 5;

  /** Stored with every key: a code is never given to another rule. */
  private final int code;

  private final int mostProfiles;
  private final Set<Field> implied;
  private final Function<Traits, List<String>> keys;

  BlockingRule(
      int code, int mostProfiles, Set<Field> implied, Function<Traits, List<String>> keys) {
    this.code = code;
    this.mostProfiles = mostProfiles;
    this.implied = implied;
    this.keys = keys;
  }

  /** A key shared by more profiles than this says too little to compare all of them. */
  public int mostProfiles() {
    return mostProfiles;
  }

  /** The fields on which pairs of this rule agree because of the rule. */
  Set<Field> implied() {
    return implied;
  }

  /** The keys of a profile under this rule, hashed; the lowest bits are the rule's code. */
  public List<Long> keys(Traits traits) {
    List<Long> hashes = new ArrayList<>();
    for (String key : new LinkedHashSet<>(keys.apply(traits))) {
      hashes.add(hash(key) >>> CODE_BITS << CODE_BITS | code);
    }
    return hashes;
  }

  /** The keys of a profile under all rules, the lowest first. */
  public static List<Long> all(Traits traits) {
    SortedSet<Long> all = new TreeSet<>();
    for (BlockingRule rule : values()) {
      all.addAll(rule.keys(traits));
    }
    return List.copyOf(all);
  }

  /** For each code of a key's lowest bits, the number of profiles that are worth comparing. */
  public static int[] mostByCode() {
    int[] most = new int[1 << CODE_BITS];
    for (BlockingRule rule : values()) {
      most[rule.code] = rule.mostProfiles;
    }
    return most;
  }

  /** FNV-1a over the text, spread by the finaliser of SplitMix64. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }

  private static List<String> one(String value) {
    return value == null ? List.of() : List.of(value);
  }

  private static List<String> with(String value, List<String> others) {
    return value == null
        ? List.of()
        : others.stream().distinct().map(other -> value + '/' + other).toList();
  }

  private static String sound(Traits traits, Trait name, Trait sound) {
    String heard = traits.get(sound);
    return heard != null ? heard : compact(traits.get(name));
  }

  private static String compact(String text) {
    return text == null ? null : text.replace(" ", "");
  }

  private static String start(String text, int length) {
    return text == null || text.length() <= length ? text : text.substring(0, length);
  }

  /** How each of the two names begins. */
  private static List<String> starts(Traits traits, int length) {
    List<String> starts = new ArrayList<>(2);
    String given = start(sound(traits, Trait.GIVEN_NAME, Trait.GIVEN_SOUND), length);
    String family = start(sound(traits, Trait.FAMILY_NAME, Trait.FAMILY_SOUND), length);
    if (given != null) {
      starts.add(given);
    }
    if (family != null) {
      starts.add(family);
    }
    return starts;
  }

  /** How both names begin, in one key whichever comes first. */
  private static List<String> both(Traits traits, int length) {
    List<String> starts = starts(traits, length);
    return starts.size() < 2 ? List.of() : List.of(String.join("/", new TreeSet<>(starts)));
  }

  private static String date(Traits traits) {
    String date = traits.get(Trait.BIRTH_DATE);
    return date == null || BirthDate.isPart(date) ? null : date;
  }

  private static String year(Traits traits) {
    return start(traits.get(Trait.BIRTH_DATE), 4);
  }

  private static String day(Traits traits) {
    String date = traits.get(Trait.BIRTH_DATE);
    return date == null || date.length() != 8
        ? null
        : String.join(
            "", new TreeSet<>(List.of(date.substring(4, 6), date.substring(6))).toString());
  }
}

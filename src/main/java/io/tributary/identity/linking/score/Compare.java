package io.tributary.identity.linking.score;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntBiFunction;
import java.util.regex.Pattern;

/** How closely two values agree, as a level of the field that they belong to. */
final class Compare {
  private static final int SAME = 0;
  private static final Pattern NO_SIGNS = Pattern.compile("[._+-]+");
  private static final double SIMILAR_NAME = .82;
  private static final double SIMILAR_LINE = .85;
  private static final double SIMILAR_EMAIL = .85;
  private static final double SIMILAR_CITY = .80;

  private Compare() {}

  /** The closest of all pairs of values. */
  static int best(List<String> ours, List<String> theirs, ToIntBiFunction<String, String> level) {
    int best = Field.MISSING;
    for (String one : ours) {
      for (String other : theirs) {
        int found = level.applyAsInt(one, other);
        best = best == Field.MISSING ? found : Math.min(best, found);
      }
    }
    return best;
  }

  static int givenNames(Traits a, Traits b) {
    String one = a.get(Trait.GIVEN_NAME);
    String other = b.get(Trait.GIVEN_NAME);
    if (one == null || other == null) {
      return Field.MISSING;
    }
    if (one.equals(other)) {
      return SAME;
    }
    String sound = sound(a, Trait.GIVEN_SOUND, one);
    String otherSound = sound(b, Trait.GIVEN_SOUND, other);
    if (sound.equals(otherSound) || Names.isShortFor(one, other)) {
      return 1;
    }
    int level = areHan(one, other) ? characters(one, other, 4) : closeness(sound, otherSound, 4);
    return level == 4 && areExchanged(a, b) ? Field.MISSING : level;
  }

  static int familyNames(Traits a, Traits b) {
    String one = a.get(Trait.FAMILY_NAME);
    String other = b.get(Trait.FAMILY_NAME);
    if (one == null || other == null) {
      return Field.MISSING;
    }
    if (one.equals(other)) {
      return SAME;
    }
    String sound = sound(a, Trait.FAMILY_SOUND, one);
    String otherSound = sound(b, Trait.FAMILY_SOUND, other);
    if (sound.equals(otherSound)) {
      return 1;
    }
    int level = areHan(one, other) ? characters(one, other, 5) : closeness(sound, otherSound, 5);
    return level == 5 && areExchanged(a, b) ? 4 : level;
  }

  private static int closeness(String one, String other, int different) {
    if (Math.min(one.length(), other.length()) >= 3 && Distance.isOneSlip(one, other)) {
      return 2;
    }
    boolean longEnough = Math.min(one.length(), other.length()) >= 4;
    return longEnough
            && (Distance.areSimilar(one, other, SIMILAR_NAME) || haveSameLetters(one, other))
        ? 3
        : different;
  }

  private static boolean areHan(String one, String other) {
    return one.charAt(0) > 'z' && other.charAt(0) > 'z' && Names.isHan(one) && Names.isHan(other);
  }

  /** Chinese characters that sound different are no slip of the pen, unless the name is long. */
  private static int characters(String one, String other, int different) {
    boolean longEnough = Math.min(one.length(), other.length()) >= 3;
    return longEnough && Distance.isOneSlip(one, other) ? 2 : different;
  }

  /** Typed in another order: a slip that hurried fingers make. */
  private static boolean haveSameLetters(String one, String other) {
    if (one.length() != other.length()) {
      return false;
    }
    char[] ours = one.toCharArray();
    char[] theirs = other.toCharArray();
    Arrays.sort(ours);
    Arrays.sort(theirs);
    return Arrays.equals(ours, theirs);
  }

  /** Whether one's given name is the other's family name and the other way round, or nearly so. */
  private static boolean areExchanged(Traits a, Traits b) {
    String family = name(b, Trait.FAMILY_NAME, Trait.FAMILY_SOUND);
    String given = name(b, Trait.GIVEN_NAME, Trait.GIVEN_SOUND);
    String ourGiven = name(a, Trait.GIVEN_NAME, Trait.GIVEN_SOUND);
    String ourFamily = name(a, Trait.FAMILY_NAME, Trait.FAMILY_SOUND);
    return family != null
        && given != null
        && ourFamily != null
        && ourGiven != null
        && isNearly(ourGiven, family)
        && isNearly(ourFamily, given);
  }

  private static boolean isNearly(String one, String other) {
    return one.equals(other)
        || Math.min(one.length(), other.length()) >= 3 && Distance.isOneSlip(one, other);
  }

  private static String name(Traits traits, Trait name, Trait sound) {
    String text = traits.get(name);
    return text == null ? null : sound(traits, sound, text);
  }

  private static String sound(Traits traits, Trait sound, String name) {
    String heard = traits.get(sound);
    return heard != null ? heard : name.indexOf(' ') < 0 ? name : name.replace(" ", "");
  }

  static int dates(String one, String other) {
    if (one == null || other == null || BirthDate.isPart(one) || BirthDate.isPart(other)) {
      return Field.MISSING;
    }
    if (one.equals(other)) {
      return SAME;
    }
    if (one.length() != 8 || other.length() != 8) {
      return Distance.isOneSlip(one, other) ? 2 : 5;
    }
    boolean sameYear = one.regionMatches(0, other, 0, 4);
    boolean sameMonth = one.regionMatches(4, other, 4, 2);
    boolean sameDay = one.regionMatches(6, other, 6, 2);
    if (sameYear && one.regionMatches(4, other, 6, 2) && one.regionMatches(6, other, 4, 2)) {
      return 1;
    }
    if (Distance.isOneSlip(one, other)) {
      return 2;
    }
    int parts = (sameYear ? 1 : 0) + (sameMonth ? 1 : 0) + (sameDay ? 1 : 0);
    int digits = 0;
    for (int i = 0; i < 8; i++) {
      digits += one.charAt(i) == other.charAt(i) ? 0 : 1;
    }
    return parts == 2 || digits <= 2 ? 3 : sameYear ? 4 : 5;
  }

  /**
   * Says something only where one of the dates is known in part: the year, which so many people
   * have in common, is then all that can be compared.
   */
  static int years(String one, String other) {
    boolean silent =
        one == null
            || other == null
            || !BirthDate.isPart(one) && !BirthDate.isPart(other)
            || Math.min(one.length(), other.length()) < 4;
    if (silent) {
      return Field.MISSING;
    }
    if (BirthDate.mayBeOne(one, other)) {
      return SAME;
    }
    int year = Integer.parseInt(one.substring(0, 4));
    return Math.abs(year - Integer.parseInt(other.substring(0, 4))) <= 1 ? 1 : 2;
  }

  static int words(String one, String other) {
    return one == null || other == null ? Field.MISSING : one.equals(other) ? SAME : 1;
  }

  static int numbers(String one, String other) {
    if (one == null || other == null) {
      return Field.MISSING;
    }
    return one.equals(other) ? SAME : Distance.isOneSlip(one, other) ? 1 : 2;
  }

  static int ids(String one, String other) {
    return one.equals(other)
        ? SAME
        : Distance.isOneSlip(one, other) ? 1 : Distance.slips(one, other, 2) <= 2 ? 2 : 3;
  }

  static int phones(String one, String other) {
    if (one.equals(other)) {
      return SAME;
    }
    if (Distance.isOneSlip(one, other)) {
      return 1;
    }
    int tail = 7;
    boolean sameTail =
        one.length() > tail
            && other.length() > tail
            && one.regionMatches(one.length() - tail, other, other.length() - tail, tail);
    return sameTail ? 2 : 3;
  }

  /**
   * Two people of one name have addresses alike because of the name, which counts already: where
   * both are made of it, what stands beside it must agree.
   */
  static int emails(Traits a, Traits b) {
    String given = name(a, Trait.GIVEN_NAME, Trait.GIVEN_SOUND);
    String family = name(a, Trait.FAMILY_NAME, Trait.FAMILY_SOUND);
    boolean oneName =
        given != null
            && family != null
            && given.equals(name(b, Trait.GIVEN_NAME, Trait.GIVEN_SOUND))
            && family.equals(name(b, Trait.FAMILY_NAME, Trait.FAMILY_SOUND));
    return best(
        a.all(Trait.EMAIL),
        b.all(Trait.EMAIL),
        (one, other) ->
            oneName && areBothOf(given, family, one, other)
                ? domains(one, other)
                : emails(one, other));
  }

  private static boolean areBothOf(String given, String family, String one, String other) {
    String rest = beside(given, family, local(one));
    String otherRest = beside(given, family, local(other));
    return rest != null
        && otherRest != null
        && (!rest.equals(otherRest) || rest.length() < 2 && !one.equals(other));
  }

  /** What a local part holds beside the names; null when it holds neither. */
  private static String beside(String given, String family, String local) {
    boolean holds = local.contains(given) || local.contains(family);
    return holds
        ? NO_SIGNS.matcher(local.replace(given, "").replace(family, "")).replaceAll("")
        : null;
  }

  private static int domains(String one, String other) {
    String domain = one.substring(local(one).length());
    return domain.length() > 1 && domain.equals(other.substring(local(other).length())) ? 5 : 6;
  }

  static int emails(String one, String other) {
    if (one.equals(other)) {
      return SAME;
    }
    if (Distance.isOneSlip(one, other)) {
      return 1;
    }
    String local = local(one);
    String otherLocal = local(other);
    if (Math.min(local.length(), otherLocal.length()) >= 5
        && (local.equals(otherLocal) || Distance.isOneSlip(local, otherLocal))) {
      return 2;
    }
    int slips = Distance.slips(one, other, 4);
    if (slips <= 3) {
      return 3;
    }
    if (Distance.areSimilar(local, otherLocal, SIMILAR_EMAIL)) {
      return 4;
    }
    return domains(one, other);
  }

  static String local(String email) {
    int at = email.lastIndexOf('@');
    return at < 0 ? email : email.substring(0, at);
  }

  /** Says something only where one has the address and the other the name. */
  static int nameInEmail(Traits a, Traits b) {
    boolean ours = a.get(Trait.EMAIL) != null;
    boolean theirs = b.get(Trait.EMAIL) != null;
    if (ours == theirs) {
      return Field.MISSING;
    }
    Traits address = ours ? a : b;
    Traits named = ours ? b : a;
    String local = local(address.all(Trait.EMAIL).get(0));
    String given = name(named, Trait.GIVEN_NAME, Trait.GIVEN_SOUND);
    String family = name(named, Trait.FAMILY_NAME, Trait.FAMILY_SOUND);
    boolean givenTold = given != null && address.get(Trait.GIVEN_NAME) == null;
    boolean familyTold = family != null && address.get(Trait.FAMILY_NAME) == null;
    if (!givenTold && !familyTold) {
      return Field.MISSING;
    }
    int found =
        (givenTold && holds(local, given) ? 1 : 0) + (familyTold && holds(local, family) ? 1 : 0);
    if (found == 2) {
      return 0;
    }
    if (found == 1) {
      return 1;
    }
    boolean part =
        givenTold && given.length() >= 3 && local.contains(given.substring(0, 3))
            || familyTold && family.length() >= 3 && local.contains(family.substring(0, 3));
    return part ? 2 : 3;
  }

  private static boolean holds(String local, String name) {
    return name.length() >= 3 && local.contains(name);
  }

  /** A line of an address against the same line, else against the other's other line. */
  static int lines(Traits a, Traits b, Trait line, Trait otherLine) {
    String one = a.get(line);
    String other = b.get(line);
    if (one == null || other == null) {
      return Field.MISSING;
    }
    int level = line(one, other);
    if (level < 4) {
      return level;
    }
    String ourOther = a.get(otherLine);
    String theirOther = b.get(otherLine);
    boolean crossed =
        theirOther != null && line(one, theirOther) <= 1
            || ourOther != null && line(ourOther, other) <= 1;
    return crossed ? 3 : 4;
  }

  private static int line(String one, String other) {
    if (one.equals(other)) {
      return SAME;
    }
    String compact = one.replace(" ", "");
    String otherCompact = other.replace(" ", "");
    if (Distance.areSimilar(compact, otherCompact, .7)
        && Distance.slips(compact, otherCompact, 2) <= 2) {
      return 1;
    }
    return Distance.areSimilar(compact, otherCompact, SIMILAR_LINE) || shareMostWords(one, other)
        ? 2
        : 4;
  }

  private static boolean shareMostWords(String one, String other) {
    Set<String> ours = new HashSet<>(Arrays.asList(one.split(" ")));
    Set<String> theirs = new HashSet<>(Arrays.asList(other.split(" ")));
    int all = Math.max(ours.size(), theirs.size());
    ours.retainAll(theirs);
    return all > 1 && 3 * ours.size() >= 2 * all;
  }

  static int cities(String one, String other) {
    if (one == null || other == null) {
      return Field.MISSING;
    }
    if (one.equals(other)) {
      return SAME;
    }
    int slips = Distance.slips(one, other, 2);
    if (slips <= (Math.min(one.length(), other.length()) > 4 ? 2 : 1)) {
      return 1;
    }
    return Distance.areSimilar(one, other, SIMILAR_CITY) ? 2 : 3;
  }
}

package io.tributary.identity.linking.score;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what can be compared out of what a profile says. */
public final class TraitReader {
  private static final Set<String> FEMALE = Set.of("f", "female", "w", "woman", "女", "2");
  private static final Set<String> MALE = Set.of("m", "male", "man", "男", "1");
  private static final Pattern NO_DIGITS = Pattern.compile("\\D+");
  private static final Pattern NUMBER = Pattern.compile("\\d+[a-z]?(?= |$|号|號|弄|\\p{L}{2})");
  private static final int MOST_VALUES = 5;

  private TraitReader() {}

  /**
   * Reads a profile.
   *
   * @param attributes plain texts by name: name, first_name, last_name, birth_date, gender,
   *     address, address2, house_number, city, region, postcode, national_id
   * @param phones normalised
   * @param emails normalised
   * @param cards normalised
   */
  public static Traits read(
      Map<String, String> attributes,
      Collection<String> phones,
      Collection<String> emails,
      Collection<String> cards) {
    Names.Name name =
        Names.read(
            attributes.get("name"), attributes.get("first_name"), attributes.get("last_name"));
    String[] values = new String[Trait.values().length];
    put(values, Trait.GIVEN_NAME, name.given());
    put(values, Trait.FAMILY_NAME, name.family());
    put(values, Trait.GIVEN_SOUND, name.givenSound());
    put(values, Trait.FAMILY_SOUND, name.familySound());
    put(values, Trait.BIRTH_DATE, BirthDate.read(attributes.get("birth_date")));
    put(values, Trait.GENDER, gender(attributes.get("gender")));
    put(values, Trait.PHONE, joined(phones.stream().map(TraitReader::digits).toList()));
    put(values, Trait.EMAIL, joined(emails));
    put(values, Trait.CARD_NUMBER, joined(cards));
    put(values, Trait.NATIONAL_ID, compact(attributes.get("national_id")));
    address(values, attributes);
    put(values, Trait.LOCALITY, Names.fold(attributes.get("address2")));
    put(values, Trait.POSTCODE, compact(attributes.get("postcode")));
    put(values, Trait.CITY, Names.place(attributes.get("city")));
    put(values, Trait.REGION, Names.place(attributes.get("region")));
    return Traits.of(values);
  }

  private static void put(String[] values, Trait trait, String value) {
    values[trait.ordinal()] = value;
  }

  /** The number apart from the street, unless it came apart. */
  private static void address(String[] values, Map<String, String> attributes) {
    String street = Names.fold(attributes.get("address"));
    String number = compact(attributes.get("house_number"));
    if (number == null && street != null) {
      Matcher found = NUMBER.matcher(street);
      if (found.find()) {
        number = found.group();
        street =
            Names.fold(street.substring(0, found.start()) + ' ' + street.substring(found.end()));
      }
    }
    put(values, Trait.HOUSE_NUMBER, number);
    put(values, Trait.STREET, street);
  }

  /** Sorted, so that the same values in another order are the same traits. */
  private static String joined(Collection<String> values) {
    List<String> known =
        new TreeSet<>(values).stream().filter(v -> !v.isBlank()).limit(MOST_VALUES).toList();
    return known.isEmpty() ? null : String.join(String.valueOf(Traits.AND), known);
  }

  private static String digits(String text) {
    return NO_DIGITS.matcher(text).replaceAll("");
  }

  /** A text without case, width, accents and signs, as numbers given by a state are compared. */
  public static String compact(String text) {
    String folded = Names.fold(text);
    return folded == null ? null : folded.replace(" ", "");
  }

  private static String gender(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String word = text.strip().toLowerCase(Locale.ROOT);
    return FEMALE.contains(word) ? "f" : MALE.contains(word) ? "m" : null;
  }
}

package io.tributary.identity.linking;

import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Made-up people, some of whom two tills know under two keys, with slips of the pen and without a
 * value that ties. The key says who it is: {@code 17a} and {@code 17b} are one person.
 */
final class Crowd {
  private static final String[] SYLLABLES = {
    "an", "bo", "ce", "dor", "el", "fa", "gra", "hel", "is", "jo", "kar", "lu", "mi", "nor", "ot",
    "pa", "qui", "ro", "sa", "ta", "ul", "va", "wil", "xen", "yo", "zor"
  };
  private static final Instant AT = Instant.parse("2024-05-01T10:00:00Z");
  private final Random random;

  Crowd(long seed) {
    this.random = new Random(seed);
  }

  /** Facts of so many people; every third is known twice. */
  List<ProfileFact> of(int people) {
    List<ProfileFact> facts = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      String given = word(2);
      String family = word(3);
      LocalDate born = LocalDate.of(1940, 1, 1).plusDays(random.nextInt(24_000));
      String phone = "139" + (10_000_000 + random.nextInt(89_999_999));
      String email = given + "." + family + random.nextInt(100) + "@mail.example";
      facts.add(fact(i + "a", given, family, born.toString(), phone, email));
      if (i % 3 == 0) {
        facts.add(
            fact(
                i + "b",
                slip(given),
                random.nextInt(6) == 0 ? slip(family) : family,
                random.nextInt(5) == 0 ? null : born.toString(),
                random.nextInt(3) == 0 ? null : phone,
                random.nextInt(2) == 0 ? null : email));
      }
    }
    return facts;
  }

  private String word(int syllables) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < syllables; i++) {
      word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
    }
    return word.toString();
  }

  private String slip(String word) {
    int at = 1 + random.nextInt(word.length() - 1);
    return switch (random.nextInt(4)) {
      case 0 -> word.substring(0, at) + 'x' + word.substring(at);
      case 1 -> word.substring(0, at) + word.substring(at + 1);
      default -> word;
    };
  }

  private static ProfileFact fact(
      String key, String given, String family, String born, String phone, String email) {
    Map<String, Object> attributes = new HashMap<>(Map.of("name", given + " " + family));
    if (born != null) {
      attributes.put("birth_date", born);
    }
    List<GivenIdentifier> identifiers = new ArrayList<>();
    if (phone != null) {
      identifiers.add(new GivenIdentifier(IdentifierKind.PHONE, null, phone, false));
    }
    if (email != null) {
      identifiers.add(new GivenIdentifier(IdentifierKind.EMAIL, null, email, false));
    }
    return new ProfileFact(
        ProfileKey.user(key), List.of(), List.copyOf(identifiers), attributes, false, AT);
  }
}

package io.tributary.platform.demo;

import io.tributary.platform.demo.Person.Card;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * Holds what became of the demo's people, every mishap switched on, against who they are.
 *
 * <p>A <b>wrong merge</b> is counted for every person too many in a customer: two people in one are
 * one, three are two. A <b>split</b> is a pair of registered profiles (card holder, web account,
 * follower) of one person that share enough evidence to be found: (1) an identifier that nobody
 * else gave, letter for letter once normalised; or (2) the person's name in both, in whichever
 * script and order, with an identifier that others gave too or that is one slip off; or (3) the
 * name in both and one birth date. It is <b>found</b> when both are in one customer, or an open
 * review asks whether their customers are one. Pairs with less in common (a nickname and nothing
 * else) are counted apart.
 */
public final class TruthMeasure {
  /** The pairs of customers that open reviews ask about, as the merges stand. */
  public static final String OPEN_REVIEWS =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
      ), root AS (SELECT asked, id FROM up WHERE next IS NULL)
      SELECT DISTINCT a.id, b.id FROM match_review r JOIN root a ON a.asked = r.customer_id JOIN root b ON b.asked = r.other_id
      WHERE r.state = 'OPEN' AND a.id <> b.id
      """;

  private final DemoShop shop;
  private final Truth truth;
  private final Map<String, Set<Integer>> givers = new HashMap<>();

  private TruthMeasure(DemoShop shop) {
    this.shop = shop;
    this.truth = shop.truth();
    for (Person person : shop.people()) {
      for (Registered one : registered(person)) {
        one.identifiers()
            .forEach(
                value -> givers.computeIfAbsent(value, v -> new HashSet<>()).add(person.number()));
      }
    }
  }

  /** A measure for a shop of every mishap. */
  public static TruthMeasure of(long seed, int people, Instant asOf) {
    return new TruthMeasure(shop(seed, people, asOf));
  }

  static DemoShop shop(long seed, int people, Instant asOf) {
    return new DemoShop(seed, people, asOf, EnumSet.allOf(Mishap.class));
  }

  static TruthMeasure of(DemoShop shop) {
    return new TruthMeasure(shop);
  }

  /** Where a profile ended. */
  public record Ended(String source, String key, UUID customer) {}

  /**
   * What came out.
   *
   * @param people how many there are
   * @param wrong people too many in customers
   * @param findable pairs of one person's profiles with enough evidence
   * @param merged of them, in one customer
   * @param inReview of them, asked about in an open review
   * @param hopeless pairs of one person's profiles with less evidence
   * @param examples pairs that were not found and people who were mixed up, in words
   */
  public record Figures(
      int people,
      long wrong,
      long findable,
      long merged,
      long inReview,
      long hopeless,
      List<String> examples) {
    /** The share of findable pairs that were found. */
    public double found() {
      return findable == 0 ? 1 : (merged + inReview) / (double) findable;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d people: %d wrong merges (%.2f in 10,000 people); of %,d findable pairs %,d merged and %,d in review, %.2f %%"
              + " found; %,d pairs without enough evidence",
          people,
          wrong,
          10_000.0 * wrong / people,
          findable,
          merged,
          inReview,
          100 * found(),
          hopeless);
    }
  }

  /** A profile that a person registered, as a system was told. */
  private record Registered(
      String source,
      String key,
      String name,
      String phone,
      String email,
      String card,
      String unionId,
      LocalDate born) {
    Set<String> identifiers() {
      Set<String> all = new HashSet<>();
      for (String value : new String[] {phone, email, card, unionId}) {
        if (value != null) {
          all.add(value);
        }
      }
      return all;
    }
  }

  private static List<Registered> registered(Person person) {
    List<Registered> all = new ArrayList<>();
    for (Card card : person.cards()) {
      all.add(
          new Registered(
              Channel.TILL.sourceName(),
              card.customerRef(),
              card.name(),
              phone(card.phone()),
              email(card.email()),
              card(card.number()),
              null,
              card.born()));
    }
    if (person.account() != null) {
      all.add(
          new Registered(
              Channel.WEB.sourceName(),
              person.account().userId(),
              person.account().name(),
              phone(person.account().phone()),
              email(person.account().email()),
              null,
              person.account().unionId(),
              null));
    }
    if (person.follower() != null) {
      all.add(
          new Registered(
              Channel.WECHAT.sourceName(),
              person.follower().openId(),
              person.follower().nickname(),
              phone(person.follower().phone()),
              null,
              card(person.follower().cardNumber()),
              person.follower().unionId(),
              null));
    }
    return all;
  }

  private static String phone(String written) {
    String digits =
        written == null
            ? null
            : Normalizer.normalize(written, Normalizer.Form.NFKC).replaceAll("\\D", "");
    return digits == null ? null : digits.replaceFirst("^(00)?86(?=1\\d{10}$)", "");
  }

  private static String email(String written) {
    return written == null || !written.contains("@") ? null : written.toLowerCase(Locale.ROOT);
  }

  private static String card(String written) {
    return written == null ? null : written.replace(" ", "");
  }

  /**
   * Measures.
   *
   * @param profiles where each profile ended, as the merges stand
   * @param reviews pairs of customers that an open review asks about, as the merges stand
   */
  public Figures measure(Collection<Ended> profiles, Collection<Set<UUID>> reviews) {
    Map<String, UUID> customers = new HashMap<>();
    Map<UUID, Set<Integer>> inside = new HashMap<>();
    for (Ended profile : profiles) {
      customers.put(profile.source() + '/' + profile.key(), profile.customer());
      OptionalInt person = truth.person(profile.source(), profile.key());
      person.ifPresent(
          p -> inside.computeIfAbsent(profile.customer(), c -> new HashSet<>()).add(p));
    }
    List<String> examples = new ArrayList<>();
    long wrong = 0;
    for (Set<Integer> people : inside.values()) {
      wrong += people.size() - 1;
      if (people.size() > 1) {
        examples.add("mixed up: " + people.stream().map(p -> registered(person(p))).toList());
      }
    }
    Set<Set<UUID>> asked = new HashSet<>(reviews);
    long[] counts = new long[4];
    for (Person person : shop.people()) {
      List<Registered> own = registered(person);
      for (int i = 0; i < own.size(); i++) {
        for (int j = i + 1; j < own.size(); j++) {
          count(person, own.get(i), own.get(j), customers, asked, counts, examples);
        }
      }
    }
    return new Figures(
        shop.people().size(), wrong, counts[0], counts[1], counts[2], counts[3], examples);
  }

  private Person person(int number) {
    return shop.people().get(number);
  }

  private void count(
      Person person,
      Registered one,
      Registered other,
      Map<String, UUID> customers,
      Set<Set<UUID>> asked,
      long[] counts,
      List<String> examples) {
    UUID a = customers.get(one.source() + '/' + one.key());
    UUID b = customers.get(other.source() + '/' + other.key());
    if (a == null || b == null) {
      return;
    }
    if (!isFindable(person, one, other)) {
      counts[3]++;
      return;
    }
    counts[0]++;
    if (a.equals(b)) {
      counts[1]++;
    } else if (asked.contains(Set.of(a, b))) {
      counts[2]++;
    } else {
      examples.add("not found: " + one + " and " + other);
    }
  }

  private boolean isFindable(Person person, Registered one, Registered other) {
    Set<String> both = one.identifiers();
    both.retainAll(other.identifiers());
    if (both.stream().anyMatch(value -> givers.get(value).size() == 1)) {
      return true;
    }
    if (!isOwnName(person, one.name()) || !isOwnName(person, other.name())) {
      return false;
    }
    boolean born = one.born() != null && one.born().equals(other.born());
    return !both.isEmpty()
        || born
        || isOneSlip(one.phone(), other.phone())
        || isOneSlip(one.email(), other.email());
  }

  private static boolean isOwnName(Person person, String written) {
    String latin = person.latinName();
    int space = latin.indexOf(' ');
    String reversed = latin.substring(space + 1) + " " + latin.substring(0, space);
    return written.equals(person.name())
        || written.equalsIgnoreCase(latin)
        || written.equalsIgnoreCase(reversed);
  }

  /** Whether one character was mistyped, left out or doubled. */
  static boolean isOneSlip(String one, String other) {
    if (Objects.equals(one, other) || one == null || other == null) {
      return false;
    }
    String shorter = one.length() <= other.length() ? one : other;
    String longer = one.length() <= other.length() ? other : one;
    int same = 0;
    while (same < shorter.length() && shorter.charAt(same) == longer.charAt(same)) {
      same++;
    }
    int from = shorter.length() == longer.length() ? same + 1 : same;
    return longer.length() - shorter.length() <= 1
        && shorter.substring(Math.min(from, shorter.length())).equals(longer.substring(same + 1));
  }
}

package io.tributary.platform.demo;

import io.tributary.platform.demo.Person.Account;
import io.tributary.platform.demo.Person.Browser;
import io.tributary.platform.demo.Person.Card;
import io.tributary.platform.demo.Person.Follower;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Lets mishaps befall the demo's people. Whoever shares something shares it with somebody of a
 * lower number, so the first people of a larger shop stay the people of a smaller one. The person
 * to look up is spared.
 */
final class Mishaps {
  private static final double IN_A_FAMILY = .06;
  private static final double WITH_A_RECYCLED_NUMBER = .05;
  private static final double ON_A_SHARED_BROWSER = .03;
  private static final int A_KIOSK_VISITOR = 25;
  private static final int KIOSK_VISITORS = 40;

  private final Set<Mishap> which;
  private final long seed;
  private final List<Person> people = new ArrayList<>();
  private final Set<String> phones = new HashSet<>();
  private final Set<Integer> taken = new HashSet<>();

  private Mishaps(Set<Mishap> which, long seed) {
    this.which = which;
    this.seed = seed;
  }

  /** The same people, hit by mishaps. */
  static List<Person> befall(List<Person> people, Set<Mishap> which, long seed) {
    if (which.isEmpty()) {
      return people;
    }
    Mishaps mishaps = new Mishaps(which, seed);
    for (Person person : people) {
      mishaps.people.add(person.number() == 0 ? person : mishaps.hit(person));
    }
    return List.copyOf(mishaps.people);
  }

  private Person hit(Person person) {
    Chance chance = Chance.of(seed, person.number(), 5);
    Person hit = person;
    boolean married = chance.happens(.5);
    if (chance.happens(IN_A_FAMILY) && which.contains(Mishap.FAMILIES)) {
      hit = relative(hit, married, chance);
    }
    if (chance.happens(WITH_A_RECYCLED_NUMBER) && which.contains(Mishap.RECYCLED_NUMBERS)) {
      hit = secondOwner(hit);
    }
    if (which.contains(Mishap.SHARED_DEVICES)) {
      hit = guest(hit, chance);
    }
    return which.contains(Mishap.TYPOS) ? mistyped(hit, chance) : hit;
  }

  /** The spouse, or the child or parent, of the person before. */
  private Person relative(Person person, boolean married, Chance chance) {
    Person other = people.get(person.number() - 1);
    String phone = cardPhone(other);
    boolean together = phone != null && cardPhone(person) != null && other.number() > 0;
    if (!together || !taken.add(other.number())) {
      return person;
    }
    taken.add(person.number());
    Person moved =
        person.with(person.account(), withPhone(person.cards(), phone), person.follower());
    int years = chance.between(24, 32);
    LocalDate born =
        other.born().isAfter(LocalDate.of(1980, 1, 1))
            ? other.born().minusYears(years)
            : other.born().plusYears(years);
    return married
        ? with(moved, moved.name(), moved.latinName(), moved.born(), other)
        : named(moved, other, born.plusDays(chance.between(-150, 150)));
  }

  /** Has the surname of a relative, where both names are Chinese. */
  private static Person named(Person person, Person relative, LocalDate born) {
    String surname = surname(relative.name());
    String own = surname(person.name());
    if (surname == null || own == null) {
      return with(person, person.name(), person.latinName(), born, relative);
    }
    String latinSurname = relative.latinName().substring(relative.latinName().indexOf(' ') + 1);
    String ownLatin = person.latinName().substring(person.latinName().indexOf(' ') + 1);
    UnaryOperator<String> renamed =
        text ->
            text.startsWith(own)
                ? surname + text.substring(own.length())
                : text.replaceAll("\\b" + ownLatin + "\\b", latinSurname)
                    .replaceAll(
                        "\\b" + ownLatin.toUpperCase(Locale.ROOT) + "\\b",
                        latinSurname.toUpperCase(Locale.ROOT));
    Person changed =
        with(
            person,
            renamed.apply(person.name()),
            renamed.apply(person.latinName()),
            born,
            relative);
    return changed.with(
        changed.account() == null ? null : changed.account().named(renamed),
        changed.cards().stream().map(card -> card.named(renamed)).toList(),
        changed.follower());
  }

  private static String surname(String name) {
    if (name.isEmpty() || name.charAt(0) < 0x2E80) {
      return null;
    }
    return name.startsWith("欧阳") ? "欧阳" : name.substring(0, 1);
  }

  private static Person with(
      Person person, String name, String latinName, LocalDate born, Person relative) {
    return new Person(
        person.number(),
        name,
        latinName,
        person.gender(),
        born,
        relative.city(),
        person.joined(),
        person.ordersPerYear(),
        person.lapses(),
        person.browsers(),
        person.account(),
        person.cards().stream()
            .map(card -> card.bornOn(card.born() == null ? null : born))
            .toList(),
        person.follower());
  }

  /** Joined late, with the number of somebody who only once gave it at a till, early. */
  private Person secondOwner(Person person) {
    boolean givesIt =
        cardPhone(person) != null || person.account() != null && person.account().phone() != null;
    if (person.joined() < .75 || !givesIt || taken.contains(person.number())) {
      return person;
    }
    for (int i = person.number() - 1; i > 0; i--) {
      Person first = people.get(i);
      String phone = cardPhone(first);
      boolean gaveItOnce =
          first.account() == null && first.follower() == null && first.joined() < .15;
      if (gaveItOnce && phone != null && taken.add(i)) {
        taken.add(person.number());
        return withPhone(person, phone);
      }
    }
    return person;
  }

  private Person guest(Person person, Chance chance) {
    boolean kiosk = person.number() % A_KIOSK_VISITOR == 0;
    boolean shares = chance.happens(ON_A_SHARED_BROWSER);
    if (person.account() == null || !kiosk && !shares) {
      return person;
    }
    String device = "kiosk-" + person.number() / (A_KIOSK_VISITOR * KIOSK_VISITORS);
    for (int i = person.number() - 1; i > 0 && !kiosk; i--) {
      if (people.get(i).account() != null) {
        device = people.get(i).browsers().get(0).anonymousId();
        break;
      }
    }
    List<Browser> browsers = new ArrayList<>(person.browsers());
    browsers.set(0, new Browser(device, true));
    return person.with(List.copyOf(browsers));
  }

  private Person mistyped(Person person, Chance chance) {
    Account account = person.account();
    if (account != null) {
      account =
          new Account(
              account.userId(),
              slipped(account.name(), chance, .02),
              email(account.email(), chance, .03),
              digit(account.phone(), chance, .02),
              account.unionId());
    }
    List<Card> cards = new ArrayList<>();
    for (Card card : person.cards()) {
      cards.add(
          new Card(
              card.customerRef(),
              card.number(),
              slipped(card.name(), chance, .06),
              digit(card.phone(), chance, .03),
              email(card.email(), chance, .05),
              date(card.born(), chance, .05)));
    }
    return person.with(account, List.copyOf(cards), person.follower());
  }

  /**
   * A Chinese name with another character of the same sound; any other with two letters swapped.
   */
  private static String slipped(String name, Chance chance, double probability) {
    if (!chance.happens(probability)) {
      return name;
    }
    int last = name.length() - 1;
    if (name.charAt(last) >= 0x2E80) {
      return name.substring(0, last) + Names.soundsLike(name.substring(last), chance);
    }
    int at = last < 3 ? 0 : chance.between(1, last - 1);
    return last < 3
        ? name
        : name.substring(0, at) + name.charAt(at + 1) + name.charAt(at) + name.substring(at + 2);
  }

  /** A number with one of its last digits wrong, that nobody has given before. */
  private String digit(String phone, Chance chance, double probability) {
    boolean wrong = chance.happens(probability);
    int at = chance.between(1, 6);
    int by = chance.between(1, 9);
    if (phone == null || !wrong || !phone.matches("\\+?[0-9]+")) {
      return phone;
    }
    int place = phone.length() - at;
    char typed = (char) ('0' + (phone.charAt(place) - '0' + by) % 10);
    String mistyped = phone.substring(0, place) + typed + phone.substring(place + 1);
    return phones.add(mistyped) ? mistyped : phone;
  }

  private static String email(String email, Chance chance, double probability) {
    boolean wrong = chance.happens(probability);
    if (email == null || !wrong || email.indexOf('@') < 3) {
      return email;
    }
    int at = chance.between(1, email.indexOf('@') - 1);
    return email.substring(0, at) + email.charAt(at) + email.substring(at);
  }

  /** Day and month exchanged where that is a date, else a day off. */
  private static LocalDate date(LocalDate born, Chance chance, double probability) {
    if (born == null || !chance.happens(probability)) {
      return born;
    }
    try {
      LocalDate swapped = LocalDate.of(born.getYear(), born.getDayOfMonth(), born.getMonthValue());
      return swapped.equals(born) ? born.plusDays(1) : swapped;
    } catch (DateTimeException e) {
      return born.plusDays(1);
    }
  }

  private static String cardPhone(Person person) {
    return person.cards().stream()
        .map(Card::phone)
        .filter(phone -> phone != null)
        .findFirst()
        .orElse(null);
  }

  /** Gives another number wherever they gave one. */
  private static Person withPhone(Person person, String phone) {
    Account account = person.account();
    Follower follower = person.follower();
    return person.with(
        account == null || account.phone() == null
            ? account
            : new Account(
                account.userId(), account.name(), account.email(), phone, account.unionId()),
        withPhone(person.cards(), phone),
        follower == null || follower.phone() == null
            ? follower
            : new Follower(
                follower.openId(),
                follower.unionId(),
                follower.nickname(),
                phone,
                follower.cardNumber()));
  }

  private static List<Card> withPhone(List<Card> cards, String phone) {
    return cards.stream()
        .map(
            card ->
                card.phone() == null
                    ? card
                    : new Card(
                        card.customerRef(),
                        card.number(),
                        card.name(),
                        phone,
                        card.email(),
                        card.born()))
        .toList();
  }
}

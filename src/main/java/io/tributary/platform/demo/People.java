package io.tributary.platform.demo;

import io.tributary.platform.demo.Names.Name;
import io.tributary.platform.demo.Person.Account;
import io.tributary.platform.demo.Person.Browser;
import io.tributary.platform.demo.Person.Card;
import io.tributary.platform.demo.Person.Follower;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes the demo shop's people. No two share an identifier, not even by a slip of the pen, so every
 * customer that holds two of them is a wrong merge. E-mail addresses end in the reserved
 * ".example": nothing sent to the demo's people reaches anyone.
 */
final class People {
  /** The first person is known to all three systems, so that there is somebody to look up. */
  static final String SHOWN_PHONE = "+8613900010001";

  /** Shares of people known to web (1), till (2), WeChat (4) and their sums. */
  private static final double[] KNOWN_TO = {0, .20, .20, .16, .06, .12, .10, .16};

  private static final List<String> CHINESE_PREFIXES =
      List.of(
          "138", "139", "136", "137", "150", "151", "158", "159", "186", "185", "187", "188", "189",
          "177", "130", "131", "132", "155", "156", "133", "153", "180", "181");
  private static final List<String> FOREIGN_PHONES =
      List.of("+1415234####", "+1646236####", "+447400######", "+85294######", "+6581######");
  private static final List<String> MAIL_HOSTS =
      List.of("mail.example", "post.example", "inbox.example", "letters.example");

  private final long seed;
  private final Set<String> phones = new HashSet<>();
  private final Set<String> emails = new HashSet<>();
  private final List<Person> people = new ArrayList<>();

  private People(long seed) {
    this.seed = seed;
  }

  /** The people of a shop; the first n of a larger shop are the people of a shop of n. */
  static List<Person> of(long seed, int count) {
    People made = new People(seed);
    made.phones.add(SHOWN_PHONE);
    for (int number = 0; number < count; number++) {
      made.people.add(made.person(number));
    }
    return List.copyOf(made.people);
  }

  private Person person(int number) {
    Chance chance = Chance.of(seed, number, 1);
    boolean shown = number == 0;
    boolean female = chance.happens(.58);
    Name name = Names.draw(chance, female, !shown && chance.happens(.06));
    LocalDate year = LocalDate.of(chance.between(1955, 2006), 1, 1);
    LocalDate born = year.plusDays(chance.between(0, year.lengthOfYear() - 1));
    int knownTo = shown ? 7 : chance.weighted(KNOWN_TO);
    String phone = shown ? SHOWN_PHONE : newPhone(chance, name.foreign());
    String email = newEmail(chance, name, born);
    String unionId = "oU" + chance.letters(26);
    List<Card> cards =
        (knownTo & 2) == 0 ? List.of() : cards(chance, number, name, phone, email, born, shown);
    return new Person(
        number,
        name.full(),
        name.latin(),
        female ? "female" : "male",
        born,
        City.ALL.get(chance.weighted(City.ALL.stream().mapToDouble(City::weight).toArray())),
        shown ? .1 : joined(chance),
        shown ? 9 : .3 + chance.gamma(.9, 4.5),
        shown ? 0 : .5 * chance.gamma(1, .25) / (1 + chance.gamma(1, .25)),
        browsers(chance, (knownTo & 1) != 0, shown),
        (knownTo & 1) == 0 ? null : account(chance, number, name, phone, email, unionId, knownTo),
        cards,
        (knownTo & 4) == 0 ? null : follower(chance, name, phone, unionId, cards, shown));
  }

  /** A quarter were customers before the two years began; the others came at a growing pace. */
  private static double joined(Chance chance) {
    return chance.happens(.25)
        ? .08 * chance.share()
        : .05 + .94 * StrictMath.pow(chance.share(), .85);
  }

  private Account account(
      Chance chance,
      int number,
      Name name,
      String phone,
      String email,
      String unionId,
      int knownTo) {
    boolean shown = number == 0;
    boolean byPhone = !shown && chance.happens(.2);
    boolean givesPhone = shown || byPhone || chance.happens(.72);
    boolean withWeChat = (knownTo & 4) != 0 && chance.happens(.3);
    String typedEmail = chance.happens(shown ? 0 : .015) ? newTypo(chance, email) : email;
    return new Account(
        "u" + (100_000 + number),
        webName(chance, name),
        byPhone ? null : typedEmail,
        givesPhone ? written(chance, phone) : null,
        withWeChat ? unionId : null);
  }

  private List<Card> cards(
      Chance chance,
      int number,
      Name name,
      String phone,
      String email,
      LocalDate born,
      boolean shown) {
    List<Card> cards = new ArrayList<>();
    int count = !shown && chance.happens(.04) ? 2 : 1;
    for (int i = 0; i < count; i++) {
      String typedPhone = chance.happens(shown ? 0 : .015) ? newMisdialled(chance, phone) : phone;
      String typedEmail = chance.happens(.1) ? newTypo(chance, email) : email;
      boolean givesPhone = shown || chance.happens(.88);
      cards.add(
          new Card(
              String.format(Locale.ROOT, "C%06d%d", number, i),
              String.format(
                  Locale.ROOT, "8800 %04d %04d %02d", number / 10_000, number % 10_000, 11 + i),
              chance.happens(.04) ? name.latin().toUpperCase(Locale.ROOT) : name.full(),
              givesPhone ? written(chance, typedPhone) : null,
              chance.happens(.22) ? typedEmail : null,
              shown || chance.happens(.6) ? born : null));
    }
    return List.copyOf(cards);
  }

  private Follower follower(
      Chance chance, Name name, String phone, String unionId, List<Card> cards, boolean shown) {
    boolean givesPhone = shown || chance.happens(.62);
    boolean bindsCard = !cards.isEmpty() && (shown || chance.happens(.4));
    String nickname =
        name.foreign() || chance.happens(.4)
            ? name.english()
            : chance.oneOf(List.of("小", "阿", "大"))
                + name.full().substring(name.full().length() - 1);
    return new Follower(
        "oT" + chance.letters(26),
        unionId,
        chance.happens(.15) ? nickname + "🌟" : nickname,
        givesPhone ? phone : null,
        bindsCard ? cards.get(cards.size() - 1).number() : null);
  }

  private static List<Browser> browsers(Chance chance, boolean hasAccount, boolean shown) {
    List<Browser> browsers = new ArrayList<>();
    int count = hasAccount ? (shown ? 2 : 1 + chance.weighted(new double[] {.55, .35, .1})) : 0;
    for (int i = 0; i < count; i++) {
      browsers.add(new Browser("a-" + chance.letters(16), i == 0 || shown || chance.happens(.8)));
    }
    if (!hasAccount && chance.happens(.2)) {
      browsers.add(new Browser("a-" + chance.letters(16), false));
    }
    return List.copyOf(browsers);
  }

  private static String webName(Chance chance, Name name) {
    double style = chance.share();
    if (name.foreign() || style < .55) {
      return name.full();
    }
    if (style < .8) {
      return name.latin();
    }
    return style < .9 ? name.english() + " " + name.surname() : name.surname() + " " + name.given();
  }

  private String newPhone(Chance chance, boolean foreign) {
    while (true) {
      String pattern =
          foreign
              ? chance.oneOf(FOREIGN_PHONES)
              : "+86" + chance.oneOf(CHINESE_PREFIXES) + "########";
      int digits = pattern.length() - pattern.indexOf('#');
      String phone = pattern.substring(0, pattern.indexOf('#')) + chance.digits(digits);
      if (phones.add(phone)) {
        return phone;
      }
    }
  }

  /** A phone number with one digit wrong, that is nobody else's. */
  private String newMisdialled(Chance chance, String phone) {
    while (true) {
      int at = phone.length() - chance.between(1, 5);
      char digit = (char) ('0' + (phone.charAt(at) - '0' + chance.between(1, 9)) % 10);
      String wrong = phone.substring(0, at) + digit + phone.substring(at + 1);
      if (phones.add(wrong)) {
        return wrong;
      }
    }
  }

  private String newEmail(Chance chance, Name name, LocalDate born) {
    String given = name.given().toLowerCase(Locale.ROOT);
    String surname = name.surname().toLowerCase(Locale.ROOT);
    while (true) {
      String local =
          switch (chance.between(0, 3)) {
            case 0 -> given + "." + surname + born.getYear() % 100;
            case 1 -> surname + given + chance.digits(3);
            case 2 -> given.charAt(0) + surname + born.getYear();
            default -> chance.between(1, 9) + chance.digits(8);
          };
      String email = local + "@" + chance.oneOf(MAIL_HOSTS);
      if (emails.add(email)) {
        return email;
      }
    }
  }

  /** An address as a tired hand types it: unusable, or somebody's who does not exist. */
  private String newTypo(Chance chance, String email) {
    int at = email.indexOf('@');
    if (chance.happens(.3)) {
      return email.substring(0, at) + email.substring(at + 1);
    }
    while (true) {
      int place = chance.between(1, at - 1);
      String wrong =
          chance.happens(.5)
              ? email.substring(0, place) + email.substring(place - 1)
              : email.substring(0, place)
                  + chance.oneOf(List.of("m", "n", "0", "1"))
                  + email.substring(place + 1);
      if (emails.add(wrong)) {
        return wrong;
      }
    }
  }

  /** One of the ways in which people in China write a phone number. */
  private static String written(Chance chance, String phone) {
    if (!phone.startsWith("+86")) {
      return phone;
    }
    String local = phone.substring(3);
    String spaced = local.substring(0, 3) + " " + local.substring(3, 7) + " " + local.substring(7);
    return switch (chance.weighted(new double[] {60, 14, 8, 8, 6, 4})) {
      case 0 -> local;
      case 1 -> spaced;
      case 2 -> "+86 " + spaced;
      case 3 -> spaced.replace(' ', '-');
      case 4 -> "0086" + local;
      default -> fullWidth(local);
    };
  }

  private static String fullWidth(String digits) {
    StringBuilder wide = new StringBuilder(digits.length());
    digits.chars().forEach(c -> wide.append((char) (c - '0' + '０')));
    return wide.toString();
  }
}

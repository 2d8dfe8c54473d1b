package io.tributary.platform.demo;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** People as the demo draws them, by number and without keeping any: for benches of millions. */
public final class Crowd {
  private static final List<String> PREFIXES = List.of("138", "139", "136", "150", "186", "133");

  private Crowd() {}

  /** Somebody, as a till knows them. */
  public record Somebody(
      String name, String phone, String email, LocalDate born, String gender, String city) {}

  /** The person of a number; always the same for a seed. */
  public static Somebody somebody(long seed, int number) {
    Chance chance = Chance.of(seed, number, 9);
    boolean female = chance.happens(.5);
    Names.Name name = Names.draw(chance, female, chance.happens(.06));
    LocalDate born =
        LocalDate.of(chance.between(1950, 2006), 1, 1).plusDays(chance.between(0, 364));
    String latin = (name.given() + "." + name.surname()).toLowerCase(Locale.ROOT);
    return new Somebody(
        name.full(),
        "+86" + chance.oneOf(PREFIXES) + chance.digits(8),
        // a mailbox is one person's, however many are called like them
        chance.happens(.5) ? latin + "." + Integer.toString(number, 36) + "@mail.example" : null,
        chance.happens(.6) ? born : null,
        female ? "female" : "male",
        chance.oneOf(City.ALL).name());
  }
}

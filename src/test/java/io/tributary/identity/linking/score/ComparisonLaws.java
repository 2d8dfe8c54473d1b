package io.tributary.identity.linking.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of comparing, for whatever two profiles say. */
class ComparisonLaws {
  @Property(tries = 500)
  void who_is_compared_with_whom_does_not_matter(
      @ForAll("traits") Traits a, @ForAll("traits") Traits b) {
    for (Field field : Field.values()) {
      assertEquals(field.compare(a, b), field.compare(b, a), () -> field + " " + a + " " + b);
    }
    assertEquals(Household.between(a, b), Household.between(b, a));
  }

  @Property(tries = 300)
  void everyone_is_the_same_as_themselves(@ForAll("traits") Traits a) {
    for (Field field : Field.values()) {
      int level = field.compare(a, a);
      assertTrue(level == Field.MISSING || level == 0, () -> field + " " + a);
    }
  }

  @Property(tries = 500)
  void every_level_has_words(@ForAll("traits") Traits a, @ForAll("traits") Traits b) {
    for (Field field : Field.values()) {
      int level = field.compare(a, b);
      assertTrue(level >= Field.MISSING && level < field.levels().size(), field::name);
    }
  }

  @Property(tries = 500)
  void one_slip_is_one_slip_however_it_is_counted(
      @ForAll("word") String a, @ForAll("word") String b) {
    assertEquals(Distance.slips(a, b, 3) == 1, Distance.isOneSlip(a, b));
    assertEquals(Distance.slips(a, b, 3), Distance.slips(b, a, 3));
  }

  @Property(tries = 500)
  void a_slip_of_the_pen_is_one(@ForAll("word") String word, @ForAll Random random) {
    int at = random.nextInt(word.length());
    assertTrue(Distance.isOneSlip(word, word.substring(0, at) + 'z' + word.substring(at)));
    assertTrue(Distance.isOneSlip(word, word.substring(0, at) + word.substring(at + 1)));
    assertTrue(Distance.isOneSlip(word, word.substring(0, at) + 'z' + word.substring(at + 1)));
  }

  @Property(tries = 200)
  void whoever_agrees_on_a_number_shares_a_key(
      @ForAll("traits") Traits a, @ForAll("traits") Traits b) {
    List.of(BlockingRule.PHONE, BlockingRule.EMAIL, BlockingRule.NATIONAL_ID)
        .forEach(
            rule ->
                assertEquals(
                    Field.valueOf(rule.name()).compare(a, b) == 0,
                    rule.keys(a).stream().anyMatch(rule.keys(b)::contains),
                    rule::name));
  }

  @Provide
  Arbitrary<String> word() {
    return Arbitraries.strings().withChars("abc").ofMinLength(1).ofMaxLength(7);
  }

  /** Few letters, so that values often agree or nearly do. */
  @Provide
  Arbitrary<Traits> traits() {
    Arbitrary<String> name =
        Arbitraries.of(
            "wei", "weiming", "w", "li", "liu", "robert", "bob", "rob", "roebrt", "伟", "伟明", "");
    Arbitrary<String> date =
        Arbitraries.of(
            "19710624", "19712406", "19710524", "1971", "197106", "1972", "2000", "20000101", "");
    Arbitrary<String> number =
        Arbitraries.of("1380001", "1380010", "1380002", "13800023", "2", "1380001 2", "");
    Arbitrary<String> email =
        Arbitraries.of(
            "bob.w@a.com", "bob.w@b.com", "bbo.w@a.com", "robertw", "w@a.com", "bobby@a.com", "");
    Arbitrary<String> line =
        Arbitraries.of("high street", "street high", "hihg street", "low road", "");
    return Combinators.combine(
            name.list().ofSize(2), date, number.list().ofSize(5), email, line.list().ofSize(4))
        .as(
            (names, born, numbers, address, lines) ->
                Traits.of(
                    names.get(0),
                    names.get(1),
                    sound(names.get(0)),
                    sound(names.get(1)),
                    born,
                    "f",
                    numbers.get(0),
                    address,
                    numbers.get(1),
                    numbers.get(2),
                    numbers.get(3),
                    lines.get(0),
                    lines.get(1),
                    numbers.get(4),
                    lines.get(2),
                    lines.get(3)));
  }

  private static String sound(String name) {
    return name.equals("伟") ? "wei" : name.equals("伟明") ? "weiming" : null;
  }
}

package io.tributary.identity.linking.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Training on made-up people of whom a third were typed in twice, with slips. */
class TrainingTest {
  private static final List<String> FAMILY =
      IntStream.range(0, 60).mapToObj(i -> "family" + (char) ('a' + i % 26) + i).toList();
  private static final List<Traits> PEOPLE = people(1_200);
  private static final Model MODEL = Training.fit(PEOPLE, 7);

  private static List<Traits> people(int count) {
    Random random = new Random(5);
    List<Traits> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String family = i % 4 == 0 ? "wang" : FAMILY.get(random.nextInt(FAMILY.size()));
      String given = "given" + (char) ('a' + random.nextInt(26)) + random.nextInt(40);
      String born =
          String.valueOf(19400101 + 10000 * random.nextInt(60) + 100 * random.nextInt(12));
      String phone = String.valueOf(13_800_000_000L + random.nextInt(99_999_999));
      people.add(person(given, family, born, phone, "town" + random.nextInt(5)));
      if (i % 3 == 0) {
        boolean slip = random.nextInt(4) == 0;
        people.add(
            person(
                slip ? given + "x" : given,
                family,
                random.nextInt(8) == 0 ? null : born,
                random.nextInt(3) == 0 ? null : phone,
                "town" + random.nextInt(5)));
      }
    }
    return people;
  }

  private static Traits person(
      String given, String family, String born, String phone, String city) {
    return TraitReader.read(
        java.util.stream.Stream.of(
                Map.entry("first_name", given),
                Map.entry("last_name", family),
                Map.entry("birth_date", born == null ? "" : born),
                Map.entry("city", city))
            .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
        phone == null ? List.of() : List.of(phone),
        List.of(),
        List.of());
  }

  @Test
  void the_same_people_and_seed_give_the_same_model() {
    Model again = Training.fit(PEOPLE, 7);
    assertEquals(MODEL.prior(), again.prior());
    for (int i = 0; i < MODEL.fields().size(); i++) {
      assertEquals(
          List.of(box(MODEL.fields().get(i).m())), List.of(box(again.fields().get(i).m())));
      assertEquals(
          List.of(box(MODEL.fields().get(i).u())), List.of(box(again.fields().get(i).u())));
    }
  }

  private static List<Double> box(double[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  @Test
  void it_finds_without_being_told_how_often_people_are_there_twice() {
    double possible = (double) PEOPLE.size() * (PEOPLE.size() - 1) / 2;
    assertEquals(400, MODEL.prior() * possible, 60);
  }

  @Test
  void a_field_that_tells_nothing_weighs_nothing() {
    Model.FieldWeights city =
        MODEL.fields().stream().filter(f -> f.field() == Field.CITY).findFirst().orElseThrow();
    assertTrue(Math.abs(city.weight(0)) < 1, () -> "the same town: " + city.weight(0));
  }

  @Test
  void sharing_a_rare_family_name_says_more() {
    Traits rare = person("anna", FAMILY.get(3), "1970-01-02", null, "town1");
    Traits usual = person("anna", "wang", "1970-01-02", null, "town1");
    assertTrue(MODEL.weight(rare, rare) > MODEL.weight(usual, usual) + 2);
  }

  @Test
  void a_score_is_the_sum_of_what_it_explains() {
    for (int i = 0; i < 50; i++) {
      Score score = MODEL.explain(PEOPLE.get(i), PEOPLE.get(i + 1));
      assertEquals(
          MODEL.weight(PEOPLE.get(i), PEOPLE.get(i + 1)),
          score.fields().stream().mapToDouble(FieldScore::weight).sum(),
          1e-9);
      assertEquals(MODEL.probability(score.weight()), score.probability());
    }
  }

  @Test
  void a_threshold_is_where_the_model_reaches_the_precision_and_labels_can_raise_it() {
    Thresholds plain = Thresholds.choose(MODEL, .999, List.of());
    assertEquals(.999, MODEL.probability(plain.merge()), 1e-6);
    assertTrue(plain.review() < plain.merge());
    double wrong = plain.merge() + 3;
    List<Thresholds.Label> labels =
        List.of(
            new Thresholds.Label(wrong + 2, true),
            new Thresholds.Label(wrong, false),
            new Thresholds.Label(plain.merge() - 5, false));
    assertTrue(Thresholds.choose(MODEL, .999, labels).merge() > wrong);
    assertEquals(plain, Thresholds.choose(MODEL, .999, labels.subList(2, 3)));
  }

  private static List<Thresholds.Drawn> drawn(int right, int wrong, double weight) {
    List<Thresholds.Drawn> drawn = new java.util.ArrayList<>();
    for (int i = 0; i < right + wrong; i++) {
      drawn.add(new Thresholds.Drawn(weight + i * 1e-6, i >= wrong, 10));
    }
    return drawn;
  }

  @Test
  void enough_drawn_pairs_that_were_labelled_say_where_the_threshold_is() {
    Thresholds plain = Thresholds.choose(MODEL, .999, List.of());
    double lower = plain.merge() - 3;
    assertEquals(plain, Thresholds.choose(MODEL, .999, List.of(), drawn(999, 0, lower)));
    assertEquals(
        lower, Thresholds.choose(MODEL, .999, List.of(), drawn(1_000, 0, lower)).merge(), 1e-9);
    assertEquals(
        lower, Thresholds.choose(MODEL, .999, List.of(), drawn(1_999, 1, lower)).merge(), 1e-9);
    assertTrue(
        Thresholds.choose(MODEL, .999, List.of(), drawn(1_990, 10, lower)).merge() > lower + 8e-6);
    assertEquals(
        plain.review(), Thresholds.choose(MODEL, .999, List.of(), drawn(1_000, 0, lower)).review());
    assertTrue(
        Thresholds.choose(MODEL, .999, List.of(), drawn(3_000, 0, plain.review() - 9)).merge()
            >= plain.review(),
        "who is less likely one person than not is never merged");
    double wrong = plain.merge() + 3;
    assertTrue(
        Thresholds.choose(MODEL, .999, List.of(), drawn(0, 1, wrong)).merge() > wrong,
        "a few only raise it");
    assertTrue(
        Thresholds.choose(
                    MODEL,
                    .999,
                    List.of(new Thresholds.Label(wrong, false)),
                    drawn(1_000, 0, lower))
                .merge()
            > wrong,
        "and so do decisions");
  }

  @Test
  void a_chain_does_not_end_at_two_people_who_have_nothing_in_common() {
    Traits a = person("anna", "wang", "1970-01-02", "13811111111", "town1");
    Traits b = person("bertha", "zhou", "1985-12-31", "13822222222", "town2");
    assertTrue(new Coherence(MODEL).holds(List.of(a), List.of(a)));
    assertTrue(!new Coherence(MODEL).holds(List.of(a), List.of(b)));
    assertTrue(!new Coherence(MODEL).holds(List.of(a, a), List.of(b, b)));
  }

  private static Traits mailing(String given) {
    return TraitReader.read(
        java.util.Map.of("first_name", given), List.of(), List.of("wang@mail.example"), List.of());
  }

  @Test
  void people_of_one_household_are_held_apart() {
    Traits twin = person("anna", "wang", "1970-01-02", "13811111111", "town1");
    assertEquals(
        Household.GIVEN_NAMES_DIFFER,
        Household.between(twin, person("bertha", "wang", "1970-01-02", "13811111111", "town1")));
    assertEquals(
        Household.BIRTH_DATES_DIFFER,
        Household.between(twin, person("anna", "wang", "1944-07-05", "13811111111", "town1")));
    assertEquals(
        Household.NOTHING_PERSONAL,
        Household.between(twin, person("anna", "wang", null, null, "town1")));
    assertNull(Household.between(twin, person("ana", "wang", "1970-02-01", null, "town1")));
  }
}

package io.tributary.identity.linking.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraitReaderTest {
  private static Traits named(String name) {
    return read(Map.of("name", name));
  }

  private static Traits read(Map<String, String> attributes) {
    return TraitReader.read(attributes, List.of(), List.of(), List.of());
  }

  private static String names(Traits one, Traits other) {
    int given = Field.GIVEN_NAME.compare(one, other);
    int family = Field.FAMILY_NAME.compare(one, other);
    return (given < 0 ? "-" : Field.GIVEN_NAME.levels().get(given))
        + "; "
        + (family < 0 ? "-" : Field.FAMILY_NAME.levels().get(family));
  }

  @Test
  void one_chinese_name_in_five_ways_of_writing_it() {
    Traits wei = named("张伟");
    assertEquals("the same; the same", names(wei, named("張偉")));
    assertEquals("the same; the same", names(wei, named(" 张 伟 ")));
    assertEquals("short form, initial or same sound; same sound", names(wei, named("Wei ZHANG")));
    assertEquals("-; names exchanged", names(wei, named("Zhang Wei")));
    assertEquals(
        "short form, initial or same sound; same sound",
        names(wei, read(Map.of("first_name", "Wei", "last_name", "Zhang"))));
    assertEquals("the same; the same", names(wei, named("张\u200b伟")));
  }

  @Test
  void a_family_name_of_two_characters_is_one() {
    assertEquals("欧阳", named("歐陽娜娜").get(Trait.FAMILY_NAME));
    assertEquals("nana", named("歐陽娜娜").get(Trait.GIVEN_SOUND));
    assertEquals("ouyang", named("欧阳娜娜").get(Trait.FAMILY_SOUND));
  }

  @Test
  void chinese_names_that_differ_in_one_character_are_different() {
    assertEquals("different; the same", names(named("张伟"), named("张强")));
    assertEquals("different; the same", names(named("张伟"), named("张伟明")));
  }

  @Test
  void short_forms_initials_and_accents() {
    assertEquals(
        "short form, initial or same sound; the same",
        names(named("Bob Müller"), named("Robert Muller")));
    assertEquals(
        "short form, initial or same sound; the same",
        names(named("R. Allen"), named("Robert Allen")));
    assertEquals("one slip; the same", names(named("Rboert Allen"), named("Allen, Robert")));
    assertEquals("the same; the same", names(named("Rene\u0301 Marin"), named("René Marín")));
  }

  @Test
  void dates_in_all_their_spellings() {
    assertEquals("19710624", born("1971-06-24"));
    assertEquals("19710604", born("1971/6/4"));
    assertEquals("19710624", born("19710624"));
    assertEquals("19710624", born("1971年6月24日"));
    assertEquals("19710624", born("1971-06-24T00:00:00Z"));
    assertEquals("1971", born("1971"));
    assertEquals("1971", born("1971-00-00"));
    assertEquals("197106", born("1971年6月"));
    assertEquals("197106", born("1971-06-00"));
    assertNull(born("1900-01-01"));
    assertNull(born("1900"));
    assertNull(born("n/a"));
  }

  private static String born(String text) {
    return read(Map.of("birth_date", text)).get(Trait.BIRTH_DATE);
  }

  private static String births(String one, String other) {
    Traits a = read(Map.of("birth_date", one));
    Traits b = read(Map.of("birth_date", other));
    int date = Field.BIRTH_DATE.compare(a, b);
    int year = Field.BIRTH_YEAR.compare(a, b);
    return (date < 0 ? "-" : Field.BIRTH_DATE.levels().get(date))
        + ", "
        + (year < 0 ? "-" : Field.BIRTH_YEAR.levels().get(year));
  }

  @Test
  void of_a_birth_known_in_part_only_the_year_is_compared() {
    assertEquals("-, the same", births("1971", "1971-06-24"));
    assertEquals("-, the same", births("1971-06", "1971-06-24"));
    assertEquals("-, the same", births("1971", "1971"));
    assertEquals("-, a year or a month off", births("1971", "1972"));
    assertEquals("-, a year or a month off", births("1971-06", "1971-07-24"));
    assertEquals("-, different", births("1971", "1990-06-24"));
    assertEquals("the same, -", births("1971-06-24", "1971/6/24"));
    assertEquals("same year, -", births("1971-06-24", "1971-11-05"));
  }

  @Test
  void a_city_is_the_same_in_either_script() {
    assertEquals("shanghai", read(Map.of("city", "上海市")).get(Trait.CITY));
    assertEquals("shanghai", read(Map.of("city", "Shanghai")).get(Trait.CITY));
  }

  @Test
  void the_number_of_a_house_is_told_from_its_street() {
    Traits english = read(Map.of("address", "12 High Street"));
    assertEquals("12", english.get(Trait.HOUSE_NUMBER));
    assertEquals("high street", english.get(Trait.STREET));
    assertEquals("100", read(Map.of("address", "南京西路100号")).get(Trait.HOUSE_NUMBER));
  }

  @Test
  void addresses_that_are_alike_because_of_the_name_count_only_for_what_stands_beside_it() {
    assertEquals("same domain", emails("hui.chen4246@mail.example", "hui.chen7270@mail.example"));
    assertEquals("same domain", emails("h.chen42@mail.example", "h.chen24@mail.example"));
    assertEquals("same domain", emails("hui.chen@mail.example", "chenhui@mail.example"));
    assertEquals("different", emails("hui.chen@mail.example", "hui.chen@post.example"));
    assertEquals("same local part", emails("hui.chen42@mail.example", "hui.chen42@post.example"));
    assertEquals("one slip", emails("hui.chen42@mail.example", "hui.chen42@mial.example"));
    assertEquals("the same", emails("hui.chen@mail.example", "hui.chen@mail.example"));
  }

  private static String emails(String one, String other) {
    Map<String, String> hui = Map.of("name", "陈慧");
    int level =
        Field.EMAIL.compare(
            TraitReader.read(hui, List.of(), List.of(one), List.of()),
            TraitReader.read(hui, List.of(), List.of(other), List.of()));
    return Field.EMAIL.levels().get(level);
  }

  @Test
  void nothing_said_is_nothing_known() {
    assertTrue(read(Map.of("name", " ", "city", "-", "gender", "?")).isEmpty());
  }
}

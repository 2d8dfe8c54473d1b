package io.tributary.identity.linking.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HouseholdTest {
  private static final String EMAIL = "min.zhang1126@mail.example";

  private static Traits min(String born, String phone) {
    return TraitReader.read(
        born == null
            ? Map.of("name", "张敏", "city", "杭州")
            : Map.of("name", "张敏", "city", "杭州", "birth_date", born),
        phone == null ? List.of() : List.of(phone),
        List.of(EMAIL),
        List.of());
  }

  @Test
  void one_name_and_one_address_are_two_people_when_births_and_phones_have_nothing_in_common() {
    Traits older = min("1965-02-08", "+8618615309804");
    assertEquals(
        Household.BIRTH_DATES_DIFFER,
        Household.between(older, min("1974-12-13", "+8615069860094")));
    assertNull(
        Household.between(older, min("1974-12-13", "+8618615309804")), "a slip in one of two");
    assertNull(Household.between(older, min("1965-02-08", "+8615069860094")), "a new phone");
    assertNull(Household.between(older, min(null, "+8615069860094")));
  }

  private static Traits atHome(String born) {
    return TraitReader.read(
        Map.of("name", "张敏", "address", "南京西路100号", "city", "上海", "birth_date", born),
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void a_year_of_birth_holds_a_father_and_his_son_apart_and_makes_nobody_one() {
    assertEquals(
        Household.BIRTH_DATES_DIFFER, Household.between(atHome("1971"), atHome("1998-03-04")));
    assertEquals(
        Household.NOTHING_PERSONAL, Household.between(atHome("1971"), atHome("1971-06-24")));
    assertEquals(Household.NOTHING_PERSONAL, Household.between(atHome("1971"), atHome("1972")));
    assertNull(Household.between(atHome("1971-06-24"), atHome("1971-06-24")));
  }

  @Test
  void one_year_of_birth_weighs_far_less_than_one_day() {
    Model model = BuiltIn.model();
    double day = model.weight(atHome("1971-06-24"), atHome("1971-06-24"));
    double year = model.weight(atHome("1971"), atHome("1971"));
    double part = model.weight(atHome("1971"), atHome("1971-06-24"));
    assertEquals(year, part, 1e-9);
    assertTrue(day > year + 7, day + " " + year);
    assertTrue(part > model.weight(atHome("1990"), atHome("1971-06-24")) + 7);
  }

  @Test
  void a_third_who_says_less_does_not_glue_them() {
    Coherence coherence = new Coherence(BuiltIn.model());
    Traits older = min("1965-02-08", "+8618615309804");
    Traits younger = min("1974-12-13", "+8615069860094");
    Traits silent = min(null, "+8615069860094");
    assertTrue(coherence.holds(List.of(older), List.of(silent)));
    assertFalse(coherence.holds(List.of(younger, silent), List.of(older)));
  }
}

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

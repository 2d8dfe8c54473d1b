package io.tributary.graphql.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PersonalTest {
  @Test
  void what_tells_the_owner_stays() {
    assertEquals("张**", Personal.NAME.masked("张小明"));
    assertEquals("Z**** W**", Personal.NAME.masked("Zhang Wei"));
    assertEquals("138****8000", Personal.PHONE.masked("13800138000"));
    assertEquals("+86139****5678", Personal.PHONE.masked("+8613912345678"));
    assertEquals("w***@mail.example", Personal.EMAIL.masked("wei@mail.example"));
    assertEquals("1990", Personal.BIRTH_DATE.masked("1990-03-04"));
    assertEquals("+86139****5678", Personal.IDENTIFIER.masked("+8613912345678"));
    assertEquals("w***@mail.example", Personal.IDENTIFIER.masked("wei@mail.example"));
    assertEquals("oX***", Personal.IDENTIFIER.masked("oXy5tKq"));
    assertEquals("***", Personal.FREE_TEXT.masked("lives above the bakery"));
  }

  @Test
  void what_is_no_text_is_not_shown_and_lists_are_masked_item_by_item() {
    for (Personal kind : Personal.values()) {
      assertNull(kind.masked(null));
      assertNull(kind.masked(LocalDate.EPOCH));
      assertNull(kind.masked(13_800_138_000L));
      assertEquals("", kind.masked(""));
    }
    assertEquals(
        Arrays.asList("138****8000", null),
        Personal.PHONE.masked(Arrays.asList("13800138000", null)));
    assertEquals(List.of(), Personal.PHONE.masked(List.of()));
  }

  @Property
  void four_digits_of_a_phone_number_and_more_of_a_short_one_are_hidden(
      @ForAll @NumericChars @StringLength(min = 3, max = 15) String digits) {
    String masked = (String) Personal.PHONE.masked(digits);
    long shown = masked.chars().filter(Character::isDigit).count();
    assertTrue(digits.length() < 9 ? shown <= 2 : shown == digits.length() - 4, masked);
    assertTrue(digits.endsWith(masked.substring(masked.length() - 2)));
  }

  @Property
  void a_name_shows_only_how_its_words_begin(
      @ForAll @AlphaChars @StringLength(min = 2, max = 20) String first,
      @ForAll @AlphaChars @StringLength(min = 2, max = 20) String last) {
    String masked = (String) Personal.NAME.masked(first + " " + last);
    assertEquals(2, masked.chars().filter(Character::isLetter).count());
    assertFalse(masked.contains(first) || masked.contains(last));
  }

  @Property
  void no_kind_fails_on_any_text(@ForAll String text) {
    for (Personal kind : Personal.values()) {
      kind.masked(text);
    }
  }
}

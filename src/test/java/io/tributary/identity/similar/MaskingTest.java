package io.tributary.identity.similar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class MaskingTest {
  @Test
  void what_tells_the_owner_stays() {
    assertEquals("张**", Masking.name("张小明"));
    assertEquals("Z**** W**", Masking.name("Zhang Wei"));
    assertEquals("+*********5678", Masking.phone("+8613912345678"));
    assertEquals("w***@mail.example", Masking.email("wei@mail.example"));
    assertEquals("1990", Masking.birthDate("1990-03-04"));
  }

  @Test
  void what_is_not_known_stays_unknown() {
    assertNull(Masking.name(null));
    assertNull(Masking.phone(null));
    assertNull(Masking.email(null));
    assertNull(Masking.email("nobody"));
    assertNull(Masking.birthDate(null));
    assertNull(Masking.birthDate("90"));
  }

  @Property
  void no_more_than_four_digits_of_a_phone_number_are_shown(
      @ForAll @NumericChars @StringLength(min = 8, max = 15) String digits) {
    String masked = Masking.phone("+" + digits);
    assertEquals(digits.length() + 1, masked.length());
    assertEquals(4, masked.chars().filter(Character::isDigit).count());
    assertTrue(digits.endsWith(masked.substring(masked.length() - 4)));
  }

  @Property
  void a_name_shows_only_how_its_words_begin(
      @ForAll @AlphaChars @StringLength(min = 2, max = 20) String first,
      @ForAll @AlphaChars @StringLength(min = 2, max = 20) String last) {
    String masked = Masking.name(first + " " + last);
    assertEquals(2, masked.chars().filter(Character::isLetter).count());
    assertFalse(masked.contains(first) || masked.contains(last));
  }
}

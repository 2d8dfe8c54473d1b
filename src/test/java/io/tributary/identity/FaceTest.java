package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Who is somebody else, by name and birth date; and which values several people have. */
class FaceTest {
  private static Face face(String name, String birth) {
    return Face.of(
        birth == null ? Map.of("name", name) : Map.of("name", name, "birth_date", birth));
  }

  private static boolean differ(String name, String birth, String other, String otherBirth) {
    return face(name, birth).isSomebodyElse(face(other, otherBirth));
  }

  @Test
  void two_names_and_two_births_are_two_people() {
    assertTrue(differ("Wang Fang", "1990-01-01", "Zhang Wei", "1988-05-05"));
    assertTrue(differ("王芳", "1990-01-01", "张伟", "1988-05-05"));
    assertTrue(differ("Wei Zhang", "1990-01-01", "Li Zhang", "1962-05-05"), "one surname");
  }

  @Test
  void twins_are_two_people() {
    assertTrue(differ("Tom Miller", "1990-01-01", "Beth Miller", "1990-01-01"));
    assertTrue(differ("张伟", "1990-01-01", "张芳", "1990-01-01"));
  }

  @Test
  void what_one_person_may_write_is_one_person() {
    assertFalse(differ("Zhang Wei", "1990-01-01", "Wei ZHANG", "1990-10-01"), "order, a slip");
    assertFalse(differ("W. Zhang", "1990-01-01", "Wei Zhang", "1990-01-10"), "an initial");
    assertFalse(differ("张伟", "1990-01-01", "Zhang Wei", "1988-05-05"), "two scripts");
    assertFalse(differ("José", "1990-01-01", "Jose Pérez", "1988-05-05"), "accents, a part");
    assertFalse(differ("Beth Miller", "1990-01-01", "Behth Miller", "1990-01-01"), "a slip");
    assertFalse(differ("Wang Fang", null, "Zhang Wei", "1988-05-05"), "a birth is not known");
  }

  @Property(tries = 200)
  void nobody_is_somebody_else_than_they_are_and_it_is_mutual(
      @ForAll String name, @ForAll String other) {
    Face one = face(name, "1990-01-01");
    Face two = face(other, "1991-02-02");
    assertFalse(one.isSomebodyElse(one));
    assertEquals(one.isSomebodyElse(two), two.isSomebodyElse(one));
  }

  @Test
  void a_birth_known_in_part_tells_two_apart_as_far_as_it_is_known() {
    assertFalse(differ("Wang Fang", "1988", "Zhang Wei", "1988-05-05"));
    assertTrue(differ("Wang Fang", "1990", "Zhang Wei", "1988-05-05"));
    assertFalse(differ("Anna Kowalska", "1990", "Bertha Kowalska", "1990"), "no twins: a year");
    assertTrue(differ("Anna Kowalska", "1990-01-02", "Bertha Kowalska", "1990-01-02"));
  }

  @Test
  void what_programs_write_for_no_date_tells_nobody_apart() {
    assertFalse(differ("Wang Fang", "1900-01-01", "Zhang Wei", "1988-05-05"));
    assertFalse(differ("Wang Fang", "1970-01-01", "Zhang Wei", "1988-05-05"));
    assertFalse(differ("Anna Kowalska", "1970-01-01", "Bertha Kowalska", "1970-01-01"));
  }

  private static Traits told(String name, String value) {
    Traits traits = Traits.none();
    traits.see(NormaliserTest.POLICY, name, value, true);
    return traits;
  }

  @Test
  void one_number_of_a_state_is_one_however_it_is_written() {
    Traits id = told("national_id", "11010519491231002X");
    assertFalse(id.haveOtherValues(told("national_id", " 110105-19491231-002x")));
    assertFalse(id.haveOtherValues(told("national_id", "１１０１０５１９４９１２３１００２Ｘ")));
    assertFalse(id.haveOtherValues(told("national_id", "unknown")));
    assertTrue(id.haveOtherValues(told("national_id", "110105194912310038")));
    Traits born = told("birth_date", "1990-01-02");
    assertFalse(born.haveOtherValues(told("birth_date", "1990")));
    assertFalse(born.haveOtherValues(told("birth_date", "1970-01-01")));
    assertTrue(born.haveOtherValues(told("birth_date", "1991")));
    assertTrue(born.haveOtherValues(told("birth_date", "1990-01-03")));
  }

  private static SharedValues.Carrier carrier(int customer, String name, String birth) {
    return new SharedValues.Carrier(new UUID(0, customer), face(name, birth));
  }

  private static String reason(List<SharedValues.Carrier> carriers) {
    return SharedValues.reason(NormaliserTest.POLICY, carriers);
  }

  @Test
  void a_value_of_more_unlike_people_than_allowed_is_shared() {
    List<SharedValues.Carrier> carriers = new ArrayList<>();
    carriers.add(carrier(1, "Wang Fang", "1990-01-01"));
    carriers.add(carrier(2, "Zhang Wei", "1988-05-05"));
    carriers.add(carrier(2, "Li Na", "1977-05-05"));
    assertEquals(null, reason(carriers), "of one customer's two faces one is a slip");
    carriers.add(carrier(3, "Chen Jing", null));
    assertTrue(reason(carriers).startsWith("3 people"));
  }

  @Test
  void cards_of_one_person_do_not_make_a_value_shared_but_a_crowd_does() {
    List<SharedValues.Carrier> carriers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      carriers.add(carrier(i, "Zhang Wei", null));
    }
    assertEquals(null, reason(carriers));
    carriers.add(carrier(51, "Zhang Wei", null));
    assertEquals("51 profiles carry it", reason(carriers));
  }
}

package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CustomersTest {
  private static String phone(String region, String written) {
    return new Customers(null, region)
        .normal(new IdentifierInput(IdentifierKind.PHONE, written, null));
  }

  @Test
  void a_phone_number_without_a_country_code_is_looked_up_in_the_region_that_is_set() {
    assertEquals("+8613912345678", phone("CN", "139 1234 5678"));
    assertEquals("+16502530000", phone("US", "(650) 253-0000"));
    assertEquals("+8613912345678", phone("US", "+86 139 1234 5678"));
  }

  @Test
  void what_is_no_region_is_refused_with_the_setting_to_change() {
    for (String wrong : new String[] {"China", "cn", "XX"}) {
      String sentence =
          assertThrows(IllegalArgumentException.class, () -> new Customers(null, wrong))
              .getMessage();
      assertTrue(sentence.contains("TRIBUTARY_LOOKUPS_REGION"), sentence);
    }
  }
}

package io.tributary.graphql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tributary.platform.Roles;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreScopeTest {
  @Test
  void a_till_sees_its_store_and_without_one_nothing() {
    assertEquals("SH01", StoreScope.of(Set.of(Roles.TILL), "SH01", false));
    assertEquals(StoreScope.NONE, StoreScope.of(Set.of(Roles.TILL), null, false));
    assertEquals(StoreScope.NONE, StoreScope.of(Set.of(Roles.TILL), " ", false));
  }

  @Test
  void service_sees_the_store_that_its_token_names_and_without_one_all() {
    assertEquals("SH01", StoreScope.of(Set.of(Roles.SERVICE), "SH01", false));
    assertNull(StoreScope.of(Set.of(Roles.SERVICE), null, false));
    assertNull(StoreScope.of(Set.of(Roles.SERVICE, Roles.TILL), null, false));
  }

  @Test
  void a_second_role_adds_what_it_sees_by_itself() {
    for (String role : Set.of(Roles.ADMIN, Roles.STEWARD, Roles.MARKETER, Roles.ANALYST)) {
      assertNull(StoreScope.of(Set.of(Roles.TILL, role), "SH01", false), role);
    }
    assertNull(StoreScope.of(Set.of(Roles.TILL, Roles.MEMBER), "SH01", true));
    assertEquals("SH01", StoreScope.of(Set.of(Roles.TILL, Roles.MEMBER), "SH01", false));
    assertNull(StoreScope.of(Set.of(Roles.MEMBER), null, true));
    assertEquals(StoreScope.NONE, StoreScope.of(Set.of(Roles.MEMBER), null, false));
  }
}

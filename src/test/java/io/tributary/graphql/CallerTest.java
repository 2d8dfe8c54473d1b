package io.tributary.graphql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.oidc.runtime.OidcJwtCallerPrincipal;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.tributary.platform.TypeId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a token's claims let its bearer see: a claim that cannot be read never shows more. */
class CallerTest {
  private static final UUID CUSTOMER = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

  @Test
  void aStoreThatIsNamedIsTheOnlyOne() {
    assertEquals("s1", caller("service", "store", "s1").onlyStore());
  }

  @Test
  void withoutAStoreServiceSeesAll() {
    assertNull(caller("service", "customer", "x").onlyStore());
  }

  @ParameterizedTest
  @MethodSource("odd")
  void aStoreThatIsNoTextIsRefused(Object odd) {
    assertThrows(
        AuthenticationFailedException.class, () -> caller("service", "store", odd).onlyStore());
  }

  @Test
  void theOwnCustomerIsTheClaims() {
    String id = TypeId.CUSTOMER.encode(CUSTOMER);
    assertEquals(CUSTOMER, caller("member", "customer", id).ownCustomer());
    assertNull(caller("member", "customer", "nobody").ownCustomer());
    assertNull(caller("member", "store", "s1").ownCustomer());
  }

  @ParameterizedTest
  @MethodSource("odd")
  void aCustomerThatIsNoTextIsRefused(Object odd) {
    assertThrows(
        AuthenticationFailedException.class, () -> caller("member", "customer", odd).ownCustomer());
  }

  static List<Object> odd() {
    return List.of(7, true, List.of("s1"), Map.of("code", "s1"));
  }

  private static Caller caller(String role, String claim, Object value) {
    var claims = new JwtClaims();
    claims.setClaim(claim, value);
    claims.setSubject("somebody");
    return new Caller(
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new OidcJwtCallerPrincipal(claims, null))
            .addRole(role)
            .build());
  }
}

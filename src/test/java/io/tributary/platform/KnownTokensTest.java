package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

class KnownTokensTest {
  private static final Instant NOW = Instant.parse("2024-05-01T10:00:00Z");

  private Instant now = NOW;
  private int asked;
  private Principal principal = new Named("wei", NOW.plusSeconds(3_600));

  private final KnownTokens tokens =
      new KnownTokens(
          new IdentityProvider<>() {
            @Override
            public Class<TokenAuthenticationRequest> getRequestType() {
              return TokenAuthenticationRequest.class;
            }

            @Override
            public Uni<SecurityIdentity> authenticate(
                TokenAuthenticationRequest request, AuthenticationRequestContext context) {
              asked++;
              if (request.getToken().getToken().startsWith("forged")) {
                return Uni.createFrom().failure(new AuthenticationFailedException());
              }
              return Uni.createFrom()
                  .item(
                      QuarkusSecurityIdentity.builder()
                          .setPrincipal(principal)
                          .addRole("admin")
                          .build());
            }
          },
          new Clock() {
            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  /** The subject of a token that says when it ends. */
  private record Named(String name, Instant end) implements JsonWebToken {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public Set<String> getClaimNames() {
      return Set.of("exp");
    }

    @Override
    @SuppressWarnings("unchecked") // the only claim is a number
    public <T> T getClaim(String claim) {
      return claim.equals("exp") ? (T) Long.valueOf(end.getEpochSecond()) : null;
    }
  }

  private SecurityIdentity checked(String token) {
    return tokens
        .authenticate(
            new TokenAuthenticationRequest(new TokenCredential(token, "bearer")),
            blocking -> Uni.createFrom().item(blocking))
        .await()
        .indefinitely();
  }

  @Test
  void a_token_that_was_checked_is_known_for_half_a_minute() {
    assertEquals("wei", checked("a").getPrincipal().getName());
    now = NOW.plusSeconds(29);
    assertEquals("wei", checked("a").getPrincipal().getName());
    assertTrue(checked("a").hasRole("admin"));
    assertEquals(1, asked);
    now = NOW.plusSeconds(30);
    checked("a");
    assertEquals(2, asked);
  }

  @Test
  void a_token_is_not_known_beyond_its_own_end() {
    principal = new Named("wei", NOW.plusSeconds(5));
    checked("a");
    now = NOW.plusSeconds(5);
    checked("a");
    assertEquals(2, asked);
  }

  @Test
  void another_token_and_one_that_was_refused_are_checked() {
    checked("a");
    checked("b");
    assertThrows(AuthenticationFailedException.class, () -> checked("forged"));
    assertThrows(AuthenticationFailedException.class, () -> checked("forged"));
    assertEquals(4, asked);
  }

  @Test
  void a_token_that_does_not_say_when_it_ends_is_checked_each_time() {
    principal = new QuarkusPrincipal("wei");
    checked("a");
    checked("a");
    assertEquals(2, asked);
  }
}

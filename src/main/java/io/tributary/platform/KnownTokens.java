package io.tributary.platform;

import io.quarkus.oidc.runtime.OidcIdentityProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/**
 * Remembers for a moment whose a token is that was checked, since a front end sends the same one
 * with each request and checking its signature costs as much as reading a customer. A key that is
 * withdrawn is so for everybody within that moment; a token's own end is kept to the second.
 */
@Singleton
class KnownTokens implements IdentityProvider<TokenAuthenticationRequest> {
  private static final Logger LOG = Logger.getLogger(KnownTokens.class);
  private static final Duration REMEMBERED = Duration.ofSeconds(30);
  private static final int MOST = 10_000;

  private final IdentityProvider<TokenAuthenticationRequest> provider;
  private final Clock clock;
  private final Map<ByteBuffer, Known> known = new ConcurrentHashMap<>();

  @Inject
  KnownTokens(OidcIdentityProvider provider, Clock clock) {
    this((IdentityProvider<TokenAuthenticationRequest>) provider, clock);
  }

  KnownTokens(IdentityProvider<TokenAuthenticationRequest> provider, Clock clock) {
    this.provider = provider;
    this.clock = clock;
  }

  private record Known(SecurityIdentity identity, Instant until) {}

  @Override
  public Class<TokenAuthenticationRequest> getRequestType() {
    return TokenAuthenticationRequest.class;
  }

  @Override
  public int priority() {
    return provider.priority() + 1;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      TokenAuthenticationRequest request, AuthenticationRequestContext context) {
    ByteBuffer hash = ByteBuffer.wrap(Ids.secretHash(request.getToken().getToken()));
    Instant now = clock.instant();
    Known before = known.get(hash);
    if (before != null && before.until().isAfter(now)) {
      return Uni.createFrom().item(before.identity());
    }
    return provider
        .authenticate(request, context)
        .invoke(KnownTokens::check)
        .invoke(identity -> remember(hash, identity, now));
  }

  /** Whoever set the provider up finds the reason in the log; the caller is told to sign in. */
  private static void check(SecurityIdentity identity) {
    if (identity == null) {
      return;
    }
    try {
      Claims.check(identity.getPrincipal());
    } catch (AuthenticationFailedException odd) {
      LOG.warnf("A token is refused: %s", odd.getMessage());
      throw odd;
    }
  }

  /** Only what says itself when it ends: of others the provider is asked each time. */
  private void remember(ByteBuffer hash, SecurityIdentity identity, Instant now) {
    if (identity == null || !(identity.getPrincipal() instanceof JsonWebToken token)) {
      return;
    }
    Instant end = Instant.ofEpochSecond(token.getExpirationTime());
    Instant moment = now.plus(REMEMBERED);
    if (known.size() >= MOST) {
      known.clear();
    }
    known.put(hash, new Known(ofNoRequest(identity), end.isBefore(moment) ? end : moment));
  }

  /** The identity without the request that it came with. */
  private static SecurityIdentity ofNoRequest(SecurityIdentity identity) {
    Map<String, Object> attributes = new HashMap<>(identity.getAttributes());
    attributes.values().removeIf(RoutingContext.class::isInstance);
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(identity.getPrincipal())
        .addRoles(identity.getRoles())
        .addCredentials(identity.getCredentials())
        .addAttributes(attributes)
        .build();
  }
}

package io.tributary.platform;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Who may speak to the GraphQL endpoint: whoever is signed in; what lies below it, the schema's
 * text, is for staff. A WebSocket may be opened first and bring its token in the connection's first
 * message, since browsers cannot send a header with it; every operation then checks the roles of
 * that token.
 */
@ApplicationScoped
class SignedIn implements HttpSecurityPolicy {
  @Override
  public String name() {
    return "signed-in";
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
    if (GraphqlPath.opensSocket(request)) {
      return CheckResult.permit();
    }
    boolean isEndpoint = GraphqlPath.isEndpoint(request);
    return identity.map(
        who ->
            who.isAnonymous()
                    || !isEndpoint && who.getRoles().stream().noneMatch(Roles.STAFF::contains)
                ? CheckResult.DENY
                : CheckResult.PERMIT);
  }
}

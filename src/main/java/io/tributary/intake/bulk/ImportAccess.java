package io.tributary.intake.bulk;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.audit.AuditAction;
import io.tributary.graphql.audit.FileAudit;
import io.tributary.identity.Source;
import io.tributary.identity.Sources;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Who may send files and see what became of them: a source with its write key as HTTP Basic user
 * name, or an admin's token. The paths are open to Quarkus, which knows no write keys; a bearer
 * token that is not valid never gets here.
 */
@ApplicationScoped
class ImportAccess {
  private final Sources sources;
  private final FileAudit audit;

  ImportAccess(Sources sources, FileAudit audit) {
    this.sources = sources;
    this.audit = audit;
  }

  /**
   * Puts on record what whoever is signed in does with a file; what a source does with its own key
   * is no person's doing.
   *
   * @param operation the path below {@code /v1}, without ids
   * @param objects TypeIDs of what it is of
   */
  Uni<Void> record(
      RoutingContext context, AuditAction action, String operation, List<String> objects) {
    return QuarkusHttpUser.getSecurityIdentity(context, null)
        .chain(
            identity ->
                identity == null || identity.isAnonymous()
                    ? Uni.createFrom().voidItem()
                    : audit.done(identity, context, action, operation, objects));
  }

  /**
   * The source that a file is from.
   *
   * @return fails with {@link HttpRefusal} 400, 401 or 403
   */
  Uni<Source> sender(RoutingContext context) {
    String id = context.queryParams().get("source");
    return caller(context)
        .chain(
            own -> {
              if (own.isPresent()) {
                boolean another = id != null && !own.get().getId().equals(id);
                return another
                    ? Uni.createFrom()
                        .failure(HttpRefusal.bad("The write key is another source's. Omit source."))
                    : Uni.createFrom().item(own.get());
              }
              return named(id);
            });
  }

  private Uni<Source> named(String id) {
    return TypeId.SOURCE
        .decode(id)
        .map(sources::byId)
        .orElse(Uni.createFrom().item(Optional.empty()))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        HttpRefusal.bad(
                            "An admin's import names its source: add ?source=src_… with the id of a"
                                + " source that exists.")));
  }

  /**
   * Who asks: a source, or (empty) an admin.
   *
   * @return fails with {@link HttpRefusal} 401 or 403
   */
  Uni<Optional<Source>> caller(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header != null && header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return sources
          .byWriteKey(userName(header.substring(6).strip()))
          .invoke(
              found -> {
                if (found.isEmpty()) {
                  throw unauthenticated("The write key is not (or no longer) a source's.");
                }
              });
    }
    return QuarkusHttpUser.getSecurityIdentity(context, null)
        .chain(identity -> admin(context, identity));
  }

  private Uni<Optional<Source>> admin(RoutingContext context, SecurityIdentity identity) {
    if (identity == null || identity.isAnonymous()) {
      throw unauthenticated("Nobody is signed in.");
    }
    if (identity.hasRole(Roles.ADMIN)) {
      return Uni.createFrom().item(Optional.empty());
    }
    boolean isSent = context.request().method().equals(HttpMethod.POST);
    return audit
        .refused(identity, context, isSent ? AuditAction.CHANGE : AuditAction.EXPORT, "imports")
        .map(
            noted -> {
              throw new HttpRefusal(
                  403, "The token's roles do not allow this: it takes the role admin.");
            });
  }

  private static HttpRefusal unauthenticated(String why) {
    return new HttpRefusal(
        401,
        why
            + " Send a source's write key as the user name of HTTP Basic, or a bearer token with"
            + " the role admin.");
  }

  private static String userName(String credentials) {
    try {
      String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? pair : pair.substring(0, colon);
    } catch (IllegalArgumentException e) {
      throw unauthenticated("The Basic credentials are not Base64.");
    }
  }
}

package io.tributary.graphql.audit;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ErrorKind;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Puts on record what staff do with files, beside GraphQL: before they get one, or it is taken. */
@Singleton
public final class FileAudit {
  private final AuditLog log;
  private final Clock clock;

  FileAudit(AuditLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Notes a file that goes out or comes in; fails when that cannot be put on record, and then
   * nothing may go or be taken.
   *
   * @param action EXPORT for what goes out, CHANGE for what comes in
   * @param operation the path below {@code /v1}, without ids
   * @param objects TypeIDs of what it is of
   */
  public Uni<Void> done(
      SecurityIdentity caller,
      RoutingContext request,
      AuditAction action,
      String operation,
      List<String> objects) {
    return note(caller, request, action, operation, AuditRecord.DONE, objects);
  }

  /** Notes that a signed-in caller was refused for the roles of their token; fails as above. */
  public Uni<Void> refused(
      SecurityIdentity caller, RoutingContext request, AuditAction action, String operation) {
    return note(caller, request, action, operation, ErrorKind.FORBIDDEN.name(), List.of());
  }

  private Uni<Void> note(
      SecurityIdentity caller,
      RoutingContext request,
      AuditAction action,
      String operation,
      String outcome,
      List<String> objects) {
    AuditRecord record =
        Asker.of(caller, request.request().remoteAddress().hostAddress())
            .did(clock.instant(), action, operation, outcome, objects, null);
    return Uni.createFrom().completionStage(() -> log.add(List.of(record)));
  }
}

package io.tributary.graphql.audit;

import io.quarkus.security.identity.SecurityIdentity;
import io.tributary.graphql.ErrorKind;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** Puts operations on record that were refused for the roles of their token before they began. */
@Singleton
public final class RefusedAccess {
  private static final Logger LOG = Logger.getLogger(RefusedAccess.class);

  private final AuditLog log;
  private final Clock clock;

  RefusedAccess(AuditLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Notes one; completes when it is on record, and as well when that failed: it is refused all the
   * same.
   *
   * @param caller who asked
   * @param address where from; null when that is not known
   * @param isChange whether something was to be changed
   * @param field the first that is not the caller's: a field of the root by its name, others as
   *     {@code Type.field}
   */
  public CompletableFuture<Void> note(
      SecurityIdentity caller, String address, boolean isChange, String field) {
    AuditRecord refused =
        Asker.of(caller, address)
            .did(
                clock.instant(),
                isChange ? AuditAction.CHANGE : AuditAction.READ,
                field,
                ErrorKind.FORBIDDEN.name(),
                List.of(),
                null);
    return log.add(List.of(refused))
        .exceptionally(
            failure -> {
              LOG.errorf(failure, "a refusal is not on record: %s", refused);
              return null;
            });
  }
}

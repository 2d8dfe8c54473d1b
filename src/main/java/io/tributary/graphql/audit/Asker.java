package io.tributary.graphql.audit;

import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.tributary.graphql.Caller;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Who asks, as it goes on record. Of members nothing but the customer's id: their name and address
 * would outlive an erasure.
 *
 * @param name the subject of a token of staff, {@link AuditRecord#MEMBER}, or the name of a job
 * @param roles sorted
 * @param address where staff ask from
 * @param own the TypeID of the customer that a member is; null for others
 */
public record Asker(String name, List<String> roles, String address, String own) {
  /** Whoever the current request is of. */
  static Asker now() {
    return of(Arc.container().instance(SecurityIdentity.class).get(), currentAddress());
  }

  /**
   * Whoever has an identity.
   *
   * @param address where the request is from; null when that is not known
   */
  static Asker of(SecurityIdentity identity, String address) {
    Set<String> roles = new TreeSet<>(identity.getRoles());
    Caller caller = new Caller(identity);
    boolean isStaff = roles.contains(Roles.TILL) || roles.stream().anyMatch(Roles.STAFF::contains);
    UUID own = caller.ownCustomer();
    return new Asker(
        isStaff ? caller.name() : AuditRecord.MEMBER,
        List.copyOf(roles),
        isStaff ? address : null,
        own == null ? null : TypeId.CUSTOMER.encode(own));
  }

  /** Somebody of whom the request itself says more: whoever settles a request, or a job. */
  public static Asker named(String name) {
    return new Asker(name, List.of(), null, null);
  }

  private static String currentAddress() {
    RoutingContext request = Arc.container().instance(CurrentVertxRequest.class).get().getCurrent();
    return request == null ? null : request.request().remoteAddress().hostAddress();
  }

  /**
   * What this one did.
   *
   * @param outcome {@link AuditRecord#DONE} or the code of the error
   * @param objects TypeIDs
   * @param reason null where none was asked for
   */
  public AuditRecord did(
      Instant at,
      AuditAction action,
      String operation,
      String outcome,
      Collection<String> objects,
      String reason) {
    Set<String> all = new TreeSet<>(objects);
    if (own != null) {
      all.add(own);
    }
    return new AuditRecord(
        Ids.next(),
        FactKeys.utc(at),
        name,
        roles,
        address,
        action,
        operation,
        outcome,
        List.copyOf(all),
        reason);
  }
}

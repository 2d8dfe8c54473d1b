package io.tributary.privacy.request;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.identity.FamilyStore;
import io.tributary.identity.survivorship.Pins;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.tributary.privacy.PrivacySettingStore;
import io.tributary.privacy.ProcessingLimitStore;
import io.tributary.privacy.erasure.Erasures;
import io.tributary.privacy.export.Exports;
import io.tributary.privacy.export.PersonalExport;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Takes requests and settles them. */
@ApplicationScoped
class PrivacyRequests {
  /** How a member is known who asks with their own token. */
  private static final String SIGNED_IN = "signed in";

  private final Tx tx;
  private final Erasures erasures;
  private final Exports exports;
  private final Pins pins;
  private final Clock clock;

  PrivacyRequests(Tx tx, Erasures erasures, Exports exports, Pins pins, Clock clock) {
    this.tx = tx;
    this.erasures = erasures;
    this.exports = exports;
    this.pins = pins;
    this.clock = clock;
  }

  /**
   * Takes a request; the same key again answers what the first one made.
   *
   * @param correction the attribute and the right value; null for other kinds
   * @param signedIn whether the person asks with their own token, which makes sure who asks
   * @throws ApiException NOT_FOUND; GONE; CONFLICT when one of the kind is open; KEY_REUSED
   */
  Uni<PrivacyRequest> open(
      UUID customer,
      PrivacyRequestKind kind,
      JsonObject correction,
      boolean signedIn,
      String key,
      String by) {
    String details = correction == null ? null : correction.encode();
    UUID id = Ids.hash("privacy request", by, key);
    return tx.write(
        connection ->
            FamilyStore.lock(connection, customer)
                .chain(
                    family ->
                        PrivacyRequestStore.byId(connection, id)
                            .chain(
                                known ->
                                    known != null
                                        ? Uni.createFrom()
                                            .item(same(known, family, kind, correction))
                                        : add(
                                            connection, family, id, kind, details, signedIn, by))));
  }

  private static PrivacyRequest same(
      PrivacyRequest known,
      FamilyStore.Family family,
      PrivacyRequestKind kind,
      JsonObject correction) {
    boolean sameDetails =
        known.details() == null
            ? correction == null
            : new JsonObject(known.details()).equals(correction);
    if (known.kind() != kind || !sameDetails || !family.customers().contains(known.customer())) {
      throw new ApiException(
          ErrorKind.IDEMPOTENCY_KEY_REUSED,
          "input.idempotencyKey",
          "This key came before with another request. Use a new key.");
    }
    return known;
  }

  private Uni<PrivacyRequest> add(
      SqlConnection connection,
      FamilyStore.Family family,
      UUID id,
      PrivacyRequestKind kind,
      String details,
      boolean signedIn,
      String by) {
    Instant now = clock.instant();
    return PrivacyRequestStore.isOpen(connection, family.customers(), kind)
        .invoke(
            open -> {
              if (open) {
                throw new ApiException(
                    ErrorKind.CONFLICT, "A request of this kind is open already: settle it first.");
              }
            })
        .chain(() -> PrivacySettingStore.read(connection))
        .map(
            settings ->
                new PrivacyRequest(
                    id,
                    family.root(),
                    kind,
                    details,
                    signedIn ? PrivacyRequestState.VERIFIED : PrivacyRequestState.RECEIVED,
                    by,
                    FactKeys.utc(now),
                    FactKeys.utc(now.plus(Duration.ofDays(settings.requestDays()))),
                    signedIn ? SIGNED_IN : null,
                    signedIn ? by : null,
                    signedIn ? FactKeys.utc(now) : null,
                    null,
                    null,
                    null,
                    null))
        .call(request -> PrivacyRequestStore.add(connection, request))
        .call(request -> mark(connection, request, family.root(), now));
  }

  private static Uni<Void> mark(
      SqlConnection connection, PrivacyRequest request, UUID root, Instant since) {
    return request.kind() == PrivacyRequestKind.ERASURE
        ? FamilyStore.erasing(connection, root, since)
        : Uni.createFrom().voidItem();
  }

  /**
   * Notes how it was made sure who asks.
   *
   * @throws ApiException NOT_FOUND; GONE; CONFLICT when it was noted before or the request is
   *     settled
   */
  Uni<PrivacyRequest> verify(UUID id, String how, String by) {
    return change(
        id,
        PrivacyRequestState.RECEIVED,
        (connection, request) ->
            PrivacyRequestStore.verify(connection, request, how, by, clock.instant()));
  }

  /**
   * Refuses an open request or takes it back.
   *
   * @param end REFUSED or CANCELLED
   * @throws ApiException NOT_FOUND; GONE; CONFLICT when it is settled
   */
  Uni<PrivacyRequest> end(UUID id, PrivacyRequestState end, String reason, String by) {
    return change(
        id,
        null,
        (connection, request) ->
            PrivacyRequestStore.settle(connection, request, end, by, reason, null, clock.instant())
                .chain(() -> FamilyStore.lock(connection, request.customer()))
                .chain(family -> mark(connection, request, family.root(), null)));
  }

  /**
   * Does what a person asked for who is known to be that person.
   *
   * @throws ApiException NOT_FOUND; GONE; CONFLICT when nobody made sure who asks, it is settled,
   *     or an import is under way
   */
  Uni<PrivacyRequest> fulfil(UUID id, String by) {
    return tx.write(connection -> fulfil(connection, id, by));
  }

  /** The same in the caller's transaction. */
  Uni<PrivacyRequest> fulfil(SqlConnection connection, UUID id, String by) {
    return find(connection, id)
        .chain(
            request ->
                request.kind() == PrivacyRequestKind.ERASURE
                    ? erase(connection, request, by)
                    : answer(connection, request, by))
        .chain(() -> find(connection, id));
  }

  /** The state is looked at again once the person is held: two may have come at once. */
  private Uni<Void> erase(SqlConnection connection, PrivacyRequest request, String by) {
    return erasures
        .erase(
            connection,
            request.customer(),
            by,
            family ->
                find(connection, request.uuid())
                    .invoke(held -> check(held, PrivacyRequestState.VERIFIED))
                    .replaceWithVoid())
        .chain(
            proof ->
                PrivacyRequestStore.settle(
                    connection,
                    request,
                    PrivacyRequestState.DONE,
                    request.requestedBy().equals(by) ? "erased" : by,
                    null,
                    proof,
                    clock.instant()));
  }

  private Uni<Void> answer(SqlConnection connection, PrivacyRequest asked, String by) {
    return FamilyStore.lock(connection, asked.customer())
        .chain(
            family ->
                find(connection, asked.uuid())
                    .invoke(request -> check(request, PrivacyRequestState.VERIFIED))
                    .chain(request -> does(connection, request, family, by))
                    .chain(
                        proof ->
                            PrivacyRequestStore.settle(
                                connection,
                                asked,
                                PrivacyRequestState.DONE,
                                by,
                                null,
                                proof,
                                clock.instant())));
  }

  /** Does what was asked for; answers the proof. */
  private Uni<JsonObject> does(
      SqlConnection connection, PrivacyRequest request, FamilyStore.Family family, String by) {
    return switch (request.kind()) {
      case EXPORT -> exports.count(connection, family);
      case CORRECTION -> correct(connection, request, family, by);
      case RESTRICTION, OBJECTION -> limit(connection, request, family);
      case ERASURE -> throw new IllegalArgumentException("an erasure holds more than this");
    };
  }

  private Uni<JsonObject> correct(
      SqlConnection connection, PrivacyRequest request, FamilyStore.Family family, String by) {
    JsonObject correction = new JsonObject(request.details());
    return pins.pin(
            connection,
            family.root(),
            correction.getString("attribute"),
            correction.getString("value"),
            "the person asked for it",
            by)
        .map(pin -> new JsonObject().put("pin", TypeId.ATTRIBUTE_PIN.encode(pin)));
  }

  private Uni<JsonObject> limit(
      SqlConnection connection, PrivacyRequest request, FamilyStore.Family family) {
    Instant now = clock.instant();
    return ProcessingLimitStore.add(
            connection, request.customer(), request.uuid(), request.kind().name(), now)
        .chain(() -> ChangeQueue.note(connection, List.of(family.root())))
        .replaceWith(new JsonObject().put("since", now.toString()));
  }

  /**
   * Lifts the restriction or objection that came of a request.
   *
   * @throws ApiException NOT_FOUND; GONE; CONFLICT when none holds
   */
  Uni<PrivacyRequest> lift(UUID id, String by) {
    return tx.write(
        connection ->
            find(connection, id)
                .chain(
                    request ->
                        FamilyStore.lock(connection, request.customer())
                            .chain(
                                family ->
                                    ProcessingLimitStore.lift(
                                            connection, request.customer(), id, clock.instant(), by)
                                        .invoke(PrivacyRequests::checkLifted)
                                        .chain(
                                            () ->
                                                ChangeQueue.note(
                                                    connection, List.of(family.root()))))
                            .replaceWith(request)));
  }

  private static void checkLifted(boolean lifted) {
    if (!lifted) {
      throw new ApiException(
          ErrorKind.CONFLICT, "No restriction or objection of this request holds.");
    }
  }

  /**
   * What a fulfilled request for an export is about, as it is now.
   *
   * @throws ApiException NOT_FOUND; GONE; CONFLICT when it is no export or not done
   */
  Uni<PersonalExport> export(UUID id) {
    return tx.write(
        connection ->
            find(connection, id)
                .invoke(
                    request -> {
                      if (request.kind() != PrivacyRequestKind.EXPORT) {
                        throw new ApiException(ErrorKind.CONFLICT, "This asks for no export.");
                      }
                      check(request, PrivacyRequestState.DONE);
                    })
                .chain(request -> FamilyStore.lock(connection, request.customer()))
                .chain(family -> exports.of(connection, family)));
  }

  @FunctionalInterface
  private interface Change {
    Uni<Void> of(SqlConnection connection, PrivacyRequest request);
  }

  private Uni<PrivacyRequest> change(UUID id, PrivacyRequestState must, Change change) {
    return tx.write(
        connection ->
            find(connection, id)
                .call(request -> FamilyStore.lock(connection, request.customer()))
                .chain(() -> find(connection, id))
                .invoke(request -> check(request, must))
                .call(request -> change.of(connection, request))
                .chain(() -> find(connection, id)));
  }

  /** Fails unless a request is in a state; null for any that is open. */
  private static void check(PrivacyRequest request, PrivacyRequestState must) {
    if (must == null ? !request.state().isOpen() : request.state() != must) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "This request is "
              + request.state()
              + (must == PrivacyRequestState.VERIFIED
                  ? ". Make sure who asks first, with verifyPrivacyRequest."
                  : "."));
    }
  }

  /** A request; NOT_FOUND. */
  Uni<PrivacyRequest> find(UUID id) {
    return tx.read(connection -> find(connection, id));
  }

  /** A request that is about a person, by whichever of their ids; null when there is none. */
  Uni<PrivacyRequest> findOf(UUID customer, UUID id) {
    return tx.read(
        connection ->
            PrivacyRequestStore.byId(connection, id)
                .chain(
                    found ->
                        found == null
                            ? Uni.createFrom().nullItem()
                            : FamilyStore.isOne(connection, found.customer(), customer)
                                .map(same -> same ? found : null)));
  }

  private static Uni<PrivacyRequest> find(SqlConnection connection, UUID id) {
    return PrivacyRequestStore.byId(connection, id)
        .invoke(
            found -> {
              if (found == null) {
                throw ApiException.notFound("request", TypeId.PRIVACY_REQUEST.encode(id));
              }
            });
  }
}

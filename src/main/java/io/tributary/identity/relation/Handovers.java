package io.tributary.identity.relation;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Hand-overs of people between staff: asks for them, and notes how they ended. */
@ApplicationScoped
class Handovers {
  private static final Duration LOOK_BACK = Duration.ofDays(HandoverRule.DAYS + 1);

  private final Tx tx;
  private final Clock clock;

  Handovers(Tx tx, Clock clock) {
    this.tx = tx;
    this.clock = clock;
  }

  /** A hand-over that somebody wants. */
  record Wish(
      UUID profile,
      String corpId,
      String fromStaffId,
      String toStaffId,
      boolean fromResigned,
      String reason) {
    private Handover as(UUID id, String by, Instant now) {
      return new Handover(
          id,
          profile,
          corpId,
          fromStaffId,
          toStaffId,
          fromResigned,
          Handover.State.REQUESTED,
          reason,
          by,
          FactKeys.utc(now),
          null);
    }

    private boolean asksFor(Handover known) {
      return known.profile().equals(profile)
          && known.corpId().equals(corpId)
          && known.fromStaffId().equals(fromStaffId)
          && known.toStaffId().equals(toStaffId)
          && known.fromResigned() == fromResigned;
    }
  }

  /**
   * Asks for a hand-over; the same key again answers what the first one made.
   *
   * @throws ApiException NOT_FOUND when there is no such profile, IDEMPOTENCY_KEY_REUSED, CONFLICT
   *     when a limit forbids it, with the day from which it does not
   */
  Uni<Handover> request(Wish wish, String key, String by) {
    UUID id = Ids.hash("handover", by, key);
    return tx.write(
        connection ->
            lock(connection, wish.profile())
                .chain(
                    locked ->
                        HandoverStore.byId(connection, id)
                            .chain(
                                known ->
                                    known == null
                                        ? insert(connection, wish, locked, id, by)
                                        : Uni.createFrom().item(repeated(wish, known)))));
  }

  private static Handover repeated(Wish wish, Handover known) {
    if (!wish.asksFor(known)) {
      throw new ApiException(
          ErrorKind.IDEMPOTENCY_KEY_REUSED,
          "input.idempotencyKey",
          "This key came before with another hand-over. Use a new key.");
    }
    return known;
  }

  private Uni<Handover> insert(
      SqlConnection connection, Wish wish, HandoverStore.Locked locked, UUID id, String by) {
    Instant now = clock.instant();
    Handover handover = wish.as(id, by, now);
    return HandoverStore.recent(connection, wish.profile(), wish.corpId(), now.minus(LOOK_BACK))
        .chain(past -> check(connection, handover, past, now))
        .chain(() -> HandoverStore.insert(connection, handover))
        .chain(() -> announce(connection, locked))
        .replaceWith(handover);
  }

  private static Uni<Void> check(
      SqlConnection connection, Handover wish, List<Handover> past, Instant now) {
    return RelationStore.one(
            connection, wish.profile(), RelationKind.STAFF, wish.corpId(), wish.fromStaffId())
        .invoke(
            relation ->
                HandoverRule.refusal(wish, past, relation, now)
                    .ifPresent(
                        refusal -> {
                          throw new ApiException(
                              refusal.obstacle() == HandoverRule.Obstacle.SAME_STAFF
                                  ? ErrorKind.INVALID_INPUT
                                  : ErrorKind.CONFLICT,
                              sentence(refusal));
                        }))
        .replaceWithVoid();
  }

  private static String sentence(HandoverRule.Refusal refusal) {
    return switch (refusal.obstacle()) {
      case SAME_STAFF -> "From and to are the same member of staff.";
      case NOT_THEIRS ->
          "This person is not a contact of fromStaffId now. relations(kind: STAFF) lists whose they are.";
      case ON_ITS_WAY ->
          "Another hand-over of this person is on its way. Settle it first, with settleHandover.";
      case TOO_MANY ->
          "This person was handed over twice within 90 days. It is possible again from "
              + refusal.from()
              + ".";
    };
  }

  /**
   * Notes how a hand-over ended. When it was completed the person leaves the first and joins the
   * second at that instant. The same end again changes nothing.
   *
   * @throws ApiException NOT_FOUND; CONFLICT when it ended otherwise before; INVALID_INPUT when the
   *     end is before the request
   */
  Uni<Handover> settle(UUID id, Handover.State end, Instant at) {
    return tx.write(
        connection ->
            find(connection, id)
                .chain(
                    handover ->
                        lock(connection, handover.profile())
                            .chain(
                                locked ->
                                    find(connection, id)
                                        .chain(now -> settle(connection, now, locked, end, at))))
                .chain(() -> find(connection, id)));
  }

  private static Uni<Void> settle(
      SqlConnection connection,
      Handover handover,
      HandoverStore.Locked locked,
      Handover.State end,
      Instant at) {
    if (handover.state() == end) {
      return Uni.createFrom().voidItem();
    }
    if (handover.state() != Handover.State.REQUESTED) {
      throw new ApiException(
          ErrorKind.CONFLICT, "This hand-over ended before: " + handover.state() + ".");
    }
    if (at.isBefore(handover.requestedAt().toInstant())) {
      throw ApiException.invalid("input.at", "A hand-over cannot end before it was asked for.");
    }
    Uni<?> moved =
        end == Handover.State.COMPLETED
            ? Relations.take(connection, moves(handover, at))
            : Uni.createFrom().voidItem();
    return moved
        .chain(() -> HandoverStore.settle(connection, handover, end, at))
        .chain(() -> announce(connection, locked));
  }

  private static List<RelationFact> moves(Handover handover, Instant at) {
    UUID profile = handover.profile();
    String corp = handover.corpId();
    return List.of(
        new RelationFact(profile, RelationKind.STAFF, corp, handover.fromStaffId(), null, at),
        new RelationFact(profile, RelationKind.STAFF, corp, handover.toStaffId(), at, null));
  }

  private static Uni<HandoverStore.Locked> lock(SqlConnection connection, UUID profile) {
    return HandoverStore.lock(connection, profile)
        .invoke(
            locked -> {
              if (locked == null) {
                throw ApiException.notFound("profile", TypeId.PROFILE.encode(profile));
              }
            });
  }

  private static Uni<Handover> find(SqlConnection connection, UUID id) {
    return HandoverStore.byId(connection, id)
        .invoke(
            found -> {
              if (found == null) {
                throw ApiException.notFound("hand-over", TypeId.HANDOVER.encode(id));
              }
            });
  }

  /**
   * Takes a relation that staff noted by hand.
   *
   * @throws ApiException NOT_FOUND when there is no such profile
   */
  Uni<Relation> record(RelationFact fact) {
    return tx.write(
        connection ->
            lock(connection, fact.profileId())
                .chain(
                    locked ->
                        Relations.take(connection, List.of(fact))
                            .chain(() -> announce(connection, locked)))
                .chain(
                    () ->
                        RelationStore.one(
                            connection,
                            fact.profileId(),
                            fact.kind(),
                            fact.corpId(),
                            fact.partyId())));
  }

  private static Uni<Void> announce(SqlConnection connection, HandoverStore.Locked locked) {
    return locked.customer() == null
        ? Uni.createFrom().voidItem()
        : ChangeQueue.note(connection, List.of(locked.customer()));
  }
}

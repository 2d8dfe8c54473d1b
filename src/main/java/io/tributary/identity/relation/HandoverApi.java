package io.tributary.identity.relation;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Gather;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.IdWords;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Hand-overs over GraphQL. */
@GraphQLApi
public class HandoverApi {
  private static final String LIST = "handovers";
  private static final int LONGEST = 500;
  private final Handovers handovers;
  private final Tx tx;
  private final Gather gather;
  private final Clock clock;
  private final SecurityIdentity caller;

  HandoverApi(Handovers handovers, Tx tx, Gather gather, Clock clock, SecurityIdentity caller) {
    this.handovers = handovers;
    this.tx = tx;
    this.gather = gather;
    this.clock = clock;
    this.caller = caller;
  }

  /**
   * A hand-over to ask for.
   *
   * @param profile whose
   * @param corpId within which corp
   * @param fromStaffId who looks after them
   * @param toStaffId who is to
   * @param fromResigned whether the first has left the corp
   * @param reason for the record
   * @param idempotencyKey makes sending it again safe
   */
  @Input("RequestHandoverInput")
  @Description("A hand-over to ask for.")
  public record RequestHandoverInput(
      @Id @NonNull @Description("The profile that the corp knows the person by.") String profile,
      @NonNull @Description("The corp; case matters.") String corpId,
      @NonNull @Description("Who looks after them now.") String fromStaffId,
      @NonNull @Description("Who is to.") String toStaffId,
      @DefaultValue("false")
          @Description("Whether the first has left the corp; then the limit does not hold.")
          boolean fromResigned,
      @Description("For the record, up to 500 characters.") String reason,
      @NonNull
          @Description("1 to 200 characters; the same key again answers what the first one made.")
          String idempotencyKey) {}

  /**
   * How a hand-over ended.
   *
   * @param handover which
   * @param state the end
   * @param at when; null for now
   */
  @Input("SettleHandoverInput")
  @Description("How a hand-over ended.")
  public record SettleHandoverInput(
      @Id @NonNull @Description("The hand-over.") String handover,
      @NonNull @Description("COMPLETED, REFUSED or FAILED.") Handover.State state,
      @Description("When it ended; left out for now.") OffsetDateTime at) {}

  /**
   * A hand-over.
   *
   * @param handover as it is now
   */
  @Description("A hand-over that was asked for or ended.")
  public record HandoverPayload(@NonNull @Description("As it is now.") Handover handover) {}

  /**
   * A page of hand-overs.
   *
   * @param edges the page
   * @param pageInfo where it stands
   */
  @Description("A page of hand-overs.")
  public record HandoverConnection(
      @NonNull @Description("The page.") List<@NonNull HandoverEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}

  /**
   * One hand-over of a page.
   *
   * @param node the hand-over
   * @param cursor its cursor
   */
  @Description("One hand-over of a page.")
  public record HandoverEdge(
      @NonNull @Description("The hand-over.") Handover node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /**
   * Asks for a hand-over. INVALID_INPUT, NOT_FOUND, IDEMPOTENCY_KEY_REUSED; CONFLICT when a limit
   * forbids it.
   */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE})
  @NonNull
  @Description(
      "Notes that a person is to be handed over, if WeCom's limits let it: they are a contact of the first, no other"
          + " hand-over is on its way, and at most two within 90 natural days between members in service.")
  public Uni<HandoverPayload> requestHandover(
      @NonNull @Description("The hand-over.") RequestHandoverInput input) {
    UUID profile =
        TypeId.PROFILE
            .decode(input.profile())
            .orElseThrow(() -> ApiException.notFound("profile", input.profile()));
    String key = input.idempotencyKey();
    if (key.isBlank() || key.length() > 200) {
      throw ApiException.invalid("input.idempotencyKey", "A key has 1 to 200 characters.");
    }
    String reason = input.reason();
    if (reason != null && (reason.length() > LONGEST || reason.indexOf('\0') >= 0)) {
      throw ApiException.invalid("input.reason", "A reason has up to 500 characters.");
    }
    Handovers.Wish wish =
        new Handovers.Wish(
            profile,
            id("input.corpId", input.corpId()),
            id("input.fromStaffId", input.fromStaffId()),
            id("input.toStaffId", input.toStaffId()),
            input.fromResigned(),
            reason);
    return handovers.request(wish, key, caller.getPrincipal().getName()).map(HandoverPayload::new);
  }

  private static String id(String field, String id) {
    IdWords.refusal(id)
        .ifPresent(
            why -> {
              throw ApiException.invalid(field, "This id " + why + ".");
            });
    return id.strip();
  }

  /** Notes how a hand-over ended. NOT_FOUND, INVALID_INPUT, CONFLICT when it ended otherwise. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE})
  @NonNull
  @Description(
      "Notes how a hand-over ended. When it was completed, the person leaves the first member of staff and joins the"
          + " second at that time.")
  public Uni<HandoverPayload> settleHandover(
      @NonNull @Description("How it ended.") SettleHandoverInput input) {
    UUID id =
        TypeId.HANDOVER
            .decode(input.handover())
            .orElseThrow(() -> ApiException.notFound("hand-over", input.handover()));
    if (input.state() == Handover.State.REQUESTED) {
      throw ApiException.invalid("input.state", "It ends COMPLETED, REFUSED or FAILED.");
    }
    Instant at = input.at() == null ? clock.instant() : RelationApi.instant("input.at", input.at());
    return handovers.settle(id, input.state(), at).map(HandoverPayload::new);
  }

  /** A customer's hand-overs, newest first. One statement for a page of customers. */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE})
  @NonNull
  @Description("The customer's hand-overs between staff, newest first.")
  public Uni<HandoverConnection> handovers(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant before = paging.continues() ? paging.instant(0) : null;
    UUID beforeId = paging.continues() ? paging.uuid(1) : null;
    return gather
        .load(
            LIST,
            paging,
            customer.current(),
            (List<UUID> ids) ->
                tx.read(
                    connection ->
                        HandoverStore.ofCustomers(
                            connection, ids, before, beforeId, paging.limit())))
        .map(
            found ->
                paging.slice(
                    LIST,
                    found == null ? List.of() : found,
                    one ->
                        new String[] {
                          Paging.part(one.requestedAt().toInstant()), one.uuid().toString()
                        },
                    HandoverEdge::new,
                    HandoverConnection::new));
  }
}

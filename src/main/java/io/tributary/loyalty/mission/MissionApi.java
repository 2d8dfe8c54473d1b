package io.tributary.loyalty.mission;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Cost;
import io.tributary.graphql.once.Once;
import io.tributary.identity.Customer;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Missions over GraphQL. */
@GraphQLApi
public class MissionApi {
  private final Missions missions;
  private final PointsCaller caller;
  private final Tx tx;
  private final Once once;

  MissionApi(Missions missions, PointsCaller caller, Tx tx, Once once) {
    this.missions = missions;
    this.caller = caller;
    this.tx = tx;
    this.once = once;
  }

  /** Publishes a mission. NOT_FOUND, INVALID_INPUT, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description(
      "Publishes a mission, or the next version of the one of its name: what was completed stays, what is open goes on"
          + " under it with the next thing that the member does.")
  public Uni<MissionPayload> publishMission(
      @NonNull @Description("The mission.") MissionInput input) {
    return once.answer(
        "publishMission",
        input.idempotencyKey(),
        input,
        MissionPayload.class,
        () -> missions.publish(input, caller.name()).map(MissionPayload::new));
  }

  /** Joins a mission. NOT_FOUND, NOT_ELIGIBLE, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description(
      "A member joins a mission; what they do from now on counts. Joining again changes nothing.")
  public Uni<JoinMissionPayload> joinMission(
      @NonNull @Description("Which.") JoinMissionInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    UUID mission = PointsCaller.id(TypeId.MISSION, "mission", input.mission());
    Command said =
        caller.command(input.idempotencyKey(), null, null, null, "join mission", mission);
    return tx.write(connection -> missions.join(connection, customer, mission, said))
        .map(joined -> new JoinMissionPayload(customer, joined));
  }

  /** How far those are who joined. */
  @Authenticated
  @Description("How far the member is.")
  public Uni<List<MemberMission>> mission(@Source List<JoinMissionPayload> payloads) {
    List<UUID> ids = payloads.stream().map(JoinMissionPayload::customer).distinct().toList();
    return missions
        .ofCustomers(ids)
        .map(
            found ->
                payloads.stream()
                    .map(
                        payload ->
                            found.get(payload.customer()).stream()
                                .filter(one -> one.mission().uuid().equals(payload.missionId()))
                                .findFirst()
                                .orElse(null))
                    .toList());
  }

  /** How far a page of customers is. */
  @Authenticated
  @NonNull
  @Description(
      "How far the customer is in each mission that is not over, in the window that is now; it follows what they do"
          + " within about a second.")
  public Uni<List<@NonNull List<@NonNull MemberMission>>> missions(
      @Source List<Customer> customers) {
    List<UUID> ids = customers.stream().map(Customer::current).distinct().toList();
    return missions
        .ofCustomers(ids)
        .map(found -> customers.stream().map(customer -> found.get(customer.current())).toList());
  }
}

package io.tributary.loyalty.reward;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Claims of rewards over GraphQL. */
@GraphQLApi
public class ClaimApi {
  private static final String LIST = "rewardClaims";

  private final Claims claims;
  private final ClaimStore store;
  private final RewardStore rewards;
  private final PointsCaller caller;
  private final Gather gather;
  private final Tx tx;

  ClaimApi(
      Claims claims,
      ClaimStore store,
      RewardStore rewards,
      PointsCaller caller,
      Gather gather,
      Tx tx) {
    this.claims = claims;
    this.store = store;
    this.rewards = rewards;
    this.caller = caller;
    this.gather = gather;
    this.tx = tx;
  }

  /** Claims a reward. NOT_FOUND, NOT_ELIGIBLE, OUT_OF_STOCK, INSUFFICIENT_POINTS. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description("Claims a reward for points; never more of it than its stock.")
  public Uni<RewardClaimPayload> redeemReward(
      @NonNull @Description("The claim.") RedeemRewardInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    UUID reward = PointsCaller.id(TypeId.REWARD, "reward", input.reward());
    Command said =
        caller.command(input.idempotencyKey(), input.reward(), null, null, "reward", reward);
    return tx.write(connection -> claims.claim(connection, customer, reward, said))
        .map(done -> new RewardClaimPayload(done.subject(), done.points()));
  }

  /** Cancels a claim. NOT_FOUND, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description("Cancels a claim: points go back into their lots, the reward into the stock.")
  public Uni<RewardClaimPayload> cancelRewardClaim(
      @NonNull @Description("The claim.") CancelRewardClaimInput input) {
    UUID claim = PointsCaller.id(TypeId.REWARD_CLAIM, "claim", input.claim());
    Command said =
        caller.command(input.idempotencyKey(), null, input.reason(), null, "cancel claim", claim);
    return tx.write(connection -> claims.cancel(connection, claim, said))
        .map(done -> new RewardClaimPayload(done.subject(), done.points()));
  }

  /** The claims that answers are about. */
  @Authenticated
  @NonNull
  @Description("The claim as it stands now.")
  public Uni<List<@NonNull RewardClaim>> claim(@Source List<RewardClaimPayload> payloads) {
    List<UUID> ids = payloads.stream().map(RewardClaimPayload::claimId).toList();
    return tx.read(connection -> store.byIds(connection, ids))
        .map(found -> ids.stream().map(id -> found.get(id).claim()).toList());
  }

  /** The rewards that claims are of, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description("Which reward it is of.")
  public Uni<List<@NonNull Reward>> reward(@Source List<RewardClaim> page) {
    List<UUID> ids = page.stream().map(RewardClaim::rewardId).distinct().toList();
    return tx.read(connection -> rewards.byIds(connection, ids))
        .map(found -> page.stream().map(claim -> found.get(claim.rewardId())).toList());
  }

  /** What a customer has claimed. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("The rewards that the customer has claimed, the latest first.")
  public Uni<RewardClaimConnection> rewardClaims(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID id = paging.continues() ? paging.uuid(1) : null;
    return gather
        .load(
            LIST,
            paging,
            customer.current(),
            (List<UUID> customers) ->
                tx.read(
                    connection ->
                        store.ofCustomers(connection, customers, time, id, paging.limit())))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows == null ? List.of() : rows,
                    row ->
                        new String[] {
                          Paging.part(row.claimedAt().toInstant()), row.uuid().toString()
                        },
                    RewardClaimEdge::new,
                    RewardClaimConnection::new));
  }
}

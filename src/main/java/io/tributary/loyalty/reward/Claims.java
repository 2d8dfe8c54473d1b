package io.tributary.loyalty.reward;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.Done;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.Purse;
import io.tributary.loyalty.ledger.Purses;
import io.tributary.loyalty.ledger.SpentPoints;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Claims rewards and cancels claims. A claim locks the member's points first and the reward's stock
 * last, so that claims of one reward wait for each other no longer than a commit takes.
 */
@ApplicationScoped
class Claims implements NodeLoader {
  private final Purses purses;
  private final SpentPoints ledger;
  private final PointsCurrencies currencies;
  private final RewardStore rewards;
  private final ClaimStore store;
  private final Tx tx;

  Claims(
      Purses purses,
      SpentPoints ledger,
      PointsCurrencies currencies,
      RewardStore rewards,
      ClaimStore store,
      Tx tx) {
    this.purses = purses;
    this.ledger = ledger;
    this.currencies = currencies;
    this.rewards = rewards;
    this.store = store;
    this.tx = tx;
  }

  /**
   * Claims a reward for points.
   *
   * @throws ApiException NOT_FOUND; NOT_ELIGIBLE, OUT_OF_STOCK, INSUFFICIENT_POINTS;
   *     IDEMPOTENCY_KEY_REUSED
   */
  Uni<Done> claim(SqlConnection connection, UUID customer, UUID id, Command said) {
    return reward(connection, id)
        .chain(
            reward ->
                currencies
                    .require(connection, reward.currencyId())
                    .chain(
                        currency ->
                            purses.once(
                                connection,
                                currency,
                                customer,
                                said,
                                purse -> claim(connection, purse, id, said))));
  }

  private Uni<UUID> claim(SqlConnection connection, Purse purse, UUID id, Command said) {
    UUID claim = Ids.next();
    // read once more: it may have changed while this waited for the member
    return reward(connection, id)
        .call(
            reward ->
                rewards
                    .standings(connection, purse.customer(), List.of(id))
                    .map(found -> found.get(id))
                    .invoke(
                        standing ->
                            RewardRule.refuses(
                                    reward,
                                    new MemberView(
                                        purse.at(),
                                        standing.tier(),
                                        standing.claims(),
                                        standing.taken(),
                                        purse.available()))
                                .ifPresent(Claims::refuse)))
        .call(
            reward ->
                purses
                    .spend(connection, purse, reward.price(), said)
                    .chain(
                        entry ->
                            store.add(
                                connection,
                                purse.account(),
                                claim,
                                id,
                                entry,
                                reward.price(),
                                purse.at())))
        .chain(() -> store.take(connection, id))
        .map(
            taken -> {
              if (!taken) {
                refuse(RewardRefusal.OUT_OF_STOCK);
              }
              return claim;
            });
  }

  private static void refuse(RewardRefusal refusal) {
    throw switch (refusal) {
      case INSUFFICIENT_POINTS ->
          new ApiException(
              ErrorKind.INSUFFICIENT_POINTS,
              "input.reward",
              "This reward costs more points than there are.");
      case OUT_OF_STOCK ->
          new ApiException(
              ErrorKind.OUT_OF_STOCK, "input.reward", "All of this reward are claimed.");
      default ->
          new ApiException(
              ErrorKind.NOT_ELIGIBLE,
              "input.reward",
              "The member cannot have this reward: " + refusal + ".");
    };
  }

  private Uni<Reward> reward(SqlConnection connection, UUID id) {
    return rewards
        .byIds(connection, List.of(id))
        .map(
            found -> {
              if (!found.containsKey(id)) {
                throw ApiException.notFound("reward", TypeId.REWARD.encode(id));
              }
              return found.get(id);
            });
  }

  /**
   * Cancels a claim: its points go back into their lots, and the reward into the stock.
   *
   * @throws ApiException NOT_FOUND, CONFLICT when it was cancelled before, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Done> cancel(SqlConnection connection, UUID id, Command said) {
    return store
        .byIds(connection, List.of(id))
        .map(
            found -> {
              if (!found.containsKey(id)) {
                throw ApiException.notFound("claim", TypeId.REWARD_CLAIM.encode(id));
              }
              return found.get(id);
            })
        .chain(
            owned ->
                currencies
                    .require(connection, owned.currency())
                    .chain(
                        currency ->
                            purses.once(
                                connection,
                                currency,
                                owned.customer(),
                                said,
                                purse -> cancel(connection, purse, owned.claim(), said))));
  }

  private Uni<UUID> cancel(SqlConnection connection, Purse purse, RewardClaim claim, Command said) {
    SpentPoints.Target back =
        new SpentPoints.Target(
            claim.entry(), claim.price(), said.actor(), claim.getId(), purse.at());
    return store
        .cancel(connection, claim, purse.at())
        .invoke(
            cancelled -> {
              if (!cancelled) {
                throw new ApiException(
                    ErrorKind.CONFLICT, "input.claim", "This claim was cancelled before.");
              }
            })
        .chain(
            () ->
                claim.entry() == null // given for nothing
                    ? Uni.createFrom().voidItem()
                    : ledger.settle(connection, purse.currency(), List.of(back)))
        .chain(() -> store.putBack(connection, claim.rewardId()))
        .replaceWith(claim.uuid());
  }

  @Override
  public TypeId type() {
    return TypeId.REWARD_CLAIM;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id)))
        .map(found -> found.containsKey(id) ? found.get(id).claim() : null);
  }
}

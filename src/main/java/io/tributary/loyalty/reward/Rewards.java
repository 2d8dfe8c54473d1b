package io.tributary.loyalty.reward;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.loyalty.Programmes;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Makes rewards, changes, publishes and finds them. */
@ApplicationScoped
class Rewards implements NodeLoader {
  private final RewardStore store;
  private final PointsCurrencies currencies;
  private final Tx tx;
  private final Clock clock;

  Rewards(RewardStore store, PointsCurrencies currencies, Tx tx, Clock clock) {
    this.store = store;
    this.currencies = currencies;
    this.tx = tx;
    this.clock = clock;
  }

  /** Now, to the microsecond that the database keeps. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Makes a reward. NOT_FOUND, INVALID_INPUT, CONFLICT when its name is taken. */
  Uni<Reward> create(CreateRewardInput input) {
    RewardDraft draft = RewardDraft.of(input.terms());
    UUID id = Ids.next();
    return currencies
        .require(input.programme(), input.currency())
        .invoke(Rewards::requireSpendable)
        .chain(currency -> store.insert(id, currency.programmeId(), currency.uuid(), draft, now()))
        .onFailure(Programmes::isTaken)
        .transform(e -> taken())
        .chain(() -> require(id));
  }

  /** Changes a reward. NOT_FOUND, INVALID_INPUT, CONFLICT when its name is taken. */
  Uni<Reward> change(UUID id, RewardTermsInput terms) {
    return store
        .change(id, RewardDraft.of(terms))
        .onFailure(Programmes::isTaken)
        .transform(e -> taken())
        .chain(() -> require(id));
  }

  /** Publishes or retires a reward. NOT_FOUND. */
  Uni<Reward> move(UUID id, RewardState state) {
    return store.move(id, state).chain(() -> require(id));
  }

  private Uni<Reward> require(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id)))
        .map(
            found -> {
              if (!found.containsKey(id)) {
                throw ApiException.notFound("reward", TypeId.REWARD.encode(id));
              }
              return found.get(id);
            });
  }

  private static void requireSpendable(PointsCurrency currency) {
    if (!currency.spendable()) {
      throw ApiException.invalid(
          "input.currency", currency.code() + " is never spent; name one that is.");
    }
  }

  private static ApiException taken() {
    return new ApiException(
        ErrorKind.CONFLICT, "input.terms.name", "Another reward has this name. Choose another.");
  }

  @Override
  public TypeId type() {
    return TypeId.REWARD;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id))).map(found -> found.get(id));
  }
}

package io.tributary.loyalty.reward;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.ledger.BonusPoints;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Gives rewards for nothing, as other rooms of loyalty have decided, and takes them back. */
@ApplicationScoped
public class RewardGifts {
  private final RewardStore rewards;
  private final ClaimStore claims;
  private final BonusPoints accounts;
  private final PointsCurrencies currencies;
  private final Clock clock;

  RewardGifts(
      RewardStore rewards,
      ClaimStore claims,
      BonusPoints accounts,
      PointsCurrencies currencies,
      Clock clock) {
    this.rewards = rewards;
    this.claims = claims;
    this.accounts = accounts;
    this.currencies = currencies;
    this.clock = clock;
  }

  /**
   * A reward for a member.
   *
   * @param customer whose it is
   * @param reward which
   */
  public record Gift(UUID customer, UUID reward) {}

  /**
   * Gives rewards as long as there are any; the claims, in the order of the gifts, null where none
   * was left. Accounts are locked before the stock, as everywhere.
   */
  public Uni<List<UUID>> give(SqlConnection connection, List<Gift> gifts) {
    if (gifts.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return rewards
        .byIds(connection, gifts.stream().map(Gift::reward).distinct().toList())
        .call(found -> lock(connection, gifts, found))
        .chain(
            found -> {
              List<UUID> ids = found.keySet().stream().sorted().toList();
              return claims
                  .lockStock(connection, ids)
                  .chain(taken -> give(connection, gifts, found, taken, now));
            });
  }

  private Uni<List<UUID>> give(
      SqlConnection connection,
      List<Gift> gifts,
      Map<UUID, Reward> found,
      Map<UUID, Long> taken,
      Instant now) {
    List<UUID> made = new ArrayList<>();
    List<ClaimStore.Given> given = new ArrayList<>();
    Map<UUID, Long> more = new HashMap<>();
    for (Gift gift : gifts) {
      Reward reward = found.get(gift.reward());
      long all = taken.get(gift.reward()) + more.getOrDefault(gift.reward(), 0L);
      boolean has = reward.stock() == null || all < reward.stock();
      UUID id = has ? Ids.next() : null;
      made.add(id);
      if (has) {
        more.merge(gift.reward(), 1L, Long::sum);
        given.add(new ClaimStore.Given(reward.currencyId(), gift.customer(), id, gift.reward()));
      }
    }
    return claims
        .takeMany(connection, more)
        .chain(() -> claims.addGiven(connection, given, now))
        .replaceWith(made);
  }

  private Uni<Void> lock(SqlConnection connection, List<Gift> gifts, Map<UUID, Reward> found) {
    Map<UUID, List<UUID>> customers = new TreeMap<>(); // locks are taken in one order
    gifts.forEach(
        gift ->
            customers
                .computeIfAbsent(
                    found.get(gift.reward()).currencyId(), currency -> new ArrayList<>())
                .add(gift.customer()));
    Uni<Void> done = Uni.createFrom().voidItem();
    for (Map.Entry<UUID, List<UUID>> each : customers.entrySet()) {
      done =
          done.chain(() -> currencies.require(connection, each.getKey()))
              .chain(
                  currency ->
                      accounts.lock(
                          connection, currency, each.getValue().stream().distinct().toList()));
    }
    return done;
  }

  /** Cancels claims that were given, and puts the rewards back into the stock. */
  public Uni<Void> takeBack(SqlConnection connection, Collection<UUID> given) {
    return given.isEmpty()
        ? Uni.createFrom().voidItem()
        : claims.cancelGiven(connection, given, clock.instant().truncatedTo(ChronoUnit.MICROS));
  }
}

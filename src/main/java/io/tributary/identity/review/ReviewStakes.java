package io.tributary.identity.review;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.Stake;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Keeps what is at stake with the open reviews of customers whose facts changed. */
@ApplicationScoped
class ReviewStakes implements CustomerDerivation {
  /** After whoever counts orders. */
  private static final int ORDER = 900;

  private final List<Stake> stakes;

  ReviewStakes(@All List<Stake> stakes) {
    this.stakes = stakes;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.ORDER, FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return ReviewStore.ofCustomers(connection, customers)
        .chain(
            reviews ->
                reviews.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : orders(connection, reviews)
                        .chain(
                            orders -> ReviewStore.setStakes(connection, least(reviews, orders))));
  }

  private Uni<Map<UUID, Long>> orders(SqlConnection connection, List<ReviewStore.Pair> reviews) {
    Set<UUID> customers = new HashSet<>();
    reviews.forEach(pair -> customers.addAll(List.of(pair.one(), pair.other())));
    Map<UUID, Long> orders = new HashMap<>();
    Uni<Void> done = Uni.createFrom().voidItem();
    for (Stake stake : stakes) {
      done =
          done.chain(() -> stake.orders(connection, customers))
              .invoke(orders::putAll)
              .replaceWithVoid();
    }
    return done.map(nothing -> orders);
  }

  private static Map<UUID, Long> least(List<ReviewStore.Pair> reviews, Map<UUID, Long> orders) {
    Map<UUID, Long> least = new HashMap<>();
    reviews.forEach(
        pair ->
            least.put(
                pair.review(),
                Math.min(
                    orders.getOrDefault(pair.one(), 0L), orders.getOrDefault(pair.other(), 0L))));
    return least;
  }
}

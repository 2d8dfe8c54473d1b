package io.tributary.graphql.request;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Roles;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How many requests one address and one signed-in caller may send. Buckets are in this replica's
 * memory or, where replicas must share them, in the database. A rate of 0 is no limit.
 */
@Singleton
class Rates {
  /** Seconds to wait before a refused request is worth another try: at 1 a second or more, one. */
  static final int RETRY_AFTER = 1;

  /** How long a bucket that nobody used takes to fill, in seconds. */
  private static final double BURST_SECONDS = 10;

  private final RateStore store;
  private final boolean areShared;
  private final double address;
  private final double staff;
  private final double others;

  /** When each bucket in memory is full again, microseconds of the replica's own clock. */
  final Map<String, Long> fullAt = new ConcurrentHashMap<>();

  Rates(
      RateStore store,
      @ConfigProperty(name = "tributary.rates.shared", defaultValue = "false") boolean areShared,
      @ConfigProperty(name = "tributary.rates.address", defaultValue = "1000") double address,
      @ConfigProperty(name = "tributary.rates.staff", defaultValue = "500") double staff,
      @ConfigProperty(name = "tributary.rates.others", defaultValue = "50") double others) {
    this.store = store;
    this.areShared = areShared;
    this.address = address;
    this.staff = staff;
    this.others = others;
  }

  /** Takes one request of an address; false when it has sent too many. */
  Uni<Boolean> takeForAddress(String host) {
    return take("address " + host, address);
  }

  /** Takes one request of whoever a token names; false when they have sent too many. */
  Uni<Boolean> takeForCaller(String name, Set<String> roles) {
    boolean isStaff = roles.stream().anyMatch(Roles.STAFF::contains);
    return take("caller " + name, isStaff ? staff : others);
  }

  private Uni<Boolean> take(String bucket, double perSecond) {
    if (perSecond <= 0) {
      return Uni.createFrom().item(true);
    }
    RateRule rule = new RateRule(perSecond, Math.max(1, perSecond * BURST_SECONDS));
    if (!areShared) {
      return Uni.createFrom().item(takeHere(bucket, rule, System.nanoTime() / 1_000));
    }
    // a database that does not answer is told to the caller by the request itself
    return store.take(bucket, rule).onFailure().recoverWithItem(true);
  }

  private boolean takeHere(String bucket, RateRule rule, long now) {
    boolean[] taken = {false};
    fullAt.compute(
        bucket,
        (name, stands) -> {
          long then = rule.next(stands == null ? now : stands, now);
          taken[0] = then != RateRule.REFUSED;
          return taken[0] ? Long.valueOf(then) : stands;
        });
    return taken[0];
  }

  @Scheduled(every = "60s")
  Uni<Void> forget() {
    long now = System.nanoTime() / 1_000;
    fullAt.values().removeIf(then -> then < now);
    return areShared ? store.forget() : Uni.createFrom().voidItem();
  }
}

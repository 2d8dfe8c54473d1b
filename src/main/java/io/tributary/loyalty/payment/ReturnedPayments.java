package io.tributary.loyalty.payment;

import io.smallrye.mutiny.Uni;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.SpentPoints;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Gives back the points that orders were paid with when these are returned or cancelled. */
@ApplicationScoped
class ReturnedPayments implements CustomerDerivation {
  private static final String ACTOR = "returns";
  private static final Instant EVER = Instant.parse("0001-01-01T00:00:00Z");

  private final PaymentStore store;
  private final PointsCurrencies currencies;
  private final SpentPoints ledger;

  ReturnedPayments(PaymentStore store, PointsCurrencies currencies, SpentPoints ledger) {
    this.store = store;
    this.currencies = currencies;
    this.ledger = ledger;
  }

  /** Before what sales earn: what a return takes back can come out of what it gives back. */
  @Override
  public int order() {
    return 28;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.ORDER, FactKind.LEDGER, FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return settle(connection, customers, EVER);
  }

  /** A payment notes its customer anew, so that orders before the earliest change are settled. */
  @Override
  public Uni<Void> follow(SqlConnection connection, Map<UUID, Instant> since, Instant asOf) {
    boolean isWhole = since.containsValue(null);
    Instant from = isWhole ? EVER : Collections.min(since.values());
    return settle(connection, List.copyOf(since.keySet()), from);
  }

  private Uni<Void> settle(SqlConnection connection, List<UUID> customers, Instant since) {
    return store
        .returned(connection, customers, since)
        .chain(
            returned -> {
              Map<UUID, List<PaymentStore.Returned>> byCurrency =
                  returned.stream().collect(Collectors.groupingBy(PaymentStore.Returned::currency));
              Uni<Void> done = Uni.createFrom().voidItem();
              for (Map.Entry<UUID, List<PaymentStore.Returned>> each : byCurrency.entrySet()) {
                done = done.chain(() -> giveBack(connection, each.getKey(), each.getValue()));
              }
              return done.chain(() -> store.note(connection, returned));
            });
  }

  private Uni<Void> giveBack(
      SqlConnection connection, UUID currency, List<PaymentStore.Returned> returned) {
    List<SpentPoints.Target> targets =
        returned.stream()
            .map(
                one ->
                    new SpentPoints.Target(one.payment(), one.back(), ACTOR, one.order(), one.at()))
            .toList();
    return currencies
        .require(connection, currency)
        .chain(found -> ledger.settle(connection, found, targets));
  }
}

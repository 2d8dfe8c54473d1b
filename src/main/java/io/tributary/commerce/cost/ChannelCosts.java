package io.tributary.commerce.cost;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Outcome;
import io.tributary.platform.Storable;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What channels cost. */
@ApplicationScoped
public class ChannelCosts {
  private static final int LONGEST_CHANNEL = 200;
  private static final LocalDate EARLIEST = LocalDate.of(1970, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2200, 1, 1);

  private final Clock clock;

  ChannelCosts(Clock clock) {
    this.clock = clock;
  }

  /** What is wrong with a cost; empty when nothing is. */
  static Optional<Outcome> fault(ChannelCost cost) {
    String channel = cost.channel();
    if (channel == null
        || channel.isBlank()
        || channel.length() > LONGEST_CHANNEL
        || !Storable.text(channel)) {
      return Optional.of(
          Outcome.refused("channel", "A channel has 1 to " + LONGEST_CHANNEL + " characters."));
    }
    if (cost.day().isBefore(EARLIEST) || !cost.day().isBefore(LATEST)) {
      return Optional.of(Outcome.refused("day", "A day lies between 1970 and 2199."));
    }
    return cost.amountMinor() < 0
        ? Optional.of(Outcome.refused("amount", "A cost is 0 or more."))
        : Optional.empty();
  }

  /**
   * States costs, in the caller's transaction: ACCEPTED when an amount is new or changed, DUPLICATE
   * when it was known. Of several for one channel, day, kind and currency the last stands, so that
   * a file sent again changes nothing.
   *
   * @return one outcome per cost, in order
   */
  public Uni<List<Outcome>> state(SqlConnection connection, List<ChannelCost> costs) {
    Map<ChannelCost.Key, ChannelCost> last = new LinkedHashMap<>();
    for (ChannelCost cost : costs) {
      if (fault(cost).isEmpty()) {
        last.put(cost.key(), cost);
      }
    }
    return ChannelCostStore.upsert(connection, clock.instant(), last.values())
        .map(
            changed ->
                costs.stream()
                    .map(
                        cost ->
                            fault(cost)
                                .orElseGet(
                                    () ->
                                        changed.contains(cost.key())
                                            ? Outcome.accepted(null, id(cost))
                                            : Outcome.duplicate(null, id(cost))))
                    .toList());
  }

  private static UUID id(ChannelCost cost) {
    return io.tributary.platform.Ids.hash(
        "channel cost", cost.channel(), cost.day().toString(), cost.kind().name(), cost.currency());
  }
}

package io.tributary.insight.channel;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.SourceKind;
import io.tributary.platform.Money;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Paths from one kind of channel to another, by one statement. */
@ApplicationScoped
class PathsAcross {
  private final Tx tx;
  private final Clock clock;
  private final ChannelPathStore store;

  PathsAcross(Tx tx, Clock clock, ChannelPathStore store) {
    this.tx = tx;
    this.clock = clock;
    this.store = store;
  }

  /** Paths of a period; currency null for the one in use. */
  Uni<ChannelPaths> of(Instant from, Instant asOf, int withinDays, String currency) {
    return tx.read(connection -> store.paths(connection, from, asOf, withinDays, currency))
        .map(found -> paths(found, from, asOf, withinDays));
  }

  private ChannelPaths paths(
      ChannelPathStore.Found found, Instant from, Instant asOf, int withinDays) {
    List<ChannelPathStore.Steps> steps = found.steps();
    ChannelPathStore.Steps bought =
        steps.stream()
            .filter(all -> all.to() == null && !all.visit())
            .findFirst()
            .orElse(new ChannelPathStore.Steps(null, null, null, false, 0, 0, 0, null));
    return new ChannelPaths(
        utc(from),
        utc(asOf),
        utc(clock.instant()),
        withinDays,
        bought.customers(),
        bought.times(),
        steps.stream()
            .filter(path -> path.from() != null)
            .sorted(
                Comparator.comparingInt(ChannelPathStore.Steps::times)
                    .reversed()
                    .thenComparing(ChannelPathStore.Steps::from)
                    .thenComparing(ChannelPathStore.Steps::to)
                    .thenComparing(ChannelPathStore.Steps::fromVisit)
                    .thenComparing(ChannelPathStore.Steps::visit))
            .map(path -> path(path, all(steps, path), found.currency()))
            .toList());
  }

  /** How often the second step of a path was taken, whatever came before. */
  private static int all(List<ChannelPathStore.Steps> steps, ChannelPathStore.Steps path) {
    return steps.stream()
        .filter(all -> all.from() == null && path.to().equals(all.to()))
        .filter(all -> all.visit() == path.visit())
        .mapToInt(ChannelPathStore.Steps::times)
        .sum();
  }

  private static ChannelPath path(ChannelPathStore.Steps path, int all, String currency) {
    return new ChannelPath(
        SourceKind.valueOf(path.from()),
        step(path.fromVisit()),
        SourceKind.valueOf(path.to()),
        step(path.visit()),
        path.customers(),
        path.times(),
        path.times() / (double) all,
        path.visit() ? null : new Money(path.minor(), currency),
        path.days());
  }

  private static ChannelStep step(boolean visit) {
    return visit ? ChannelStep.VISIT : ChannelStep.PURCHASE;
  }
}

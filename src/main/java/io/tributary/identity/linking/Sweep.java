package io.tributary.identity.linking;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.linking.LinkStore.Link;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Goes through all profiles that share a key, range of keys by range of keys. */
@ApplicationScoped
class Sweep {
  /** So many keys are read at a time, with the profiles of those that are shared. */
  private static final long KEYS = 20_000;

  /** While one range is compared the next is read. */
  private static final int RANGES_AT_ONCE = 2;

  private final Tx tx;
  private final Linker linker;

  Sweep(Tx tx, Linker linker) {
    this.tx = tx;
    this.linker = linker;
  }

  /** Told how many of how many parts are done. */
  @FunctionalInterface
  interface Progress {
    /** Reports it. */
    Uni<Void> at(long done, Long total);
  }

  /**
   * Finds all links of profiles of two customers.
   *
   * @param take given the links of a range, which may be some that came before
   */
  Uni<Void> over(MatchModel model, Function<List<Link>, Uni<Void>> take, Progress progress) {
    return tx.read(LinkStore::countKeys)
        .chain(
            keys -> {
              int ranges = (int) Math.max(1, keys / KEYS);
              AtomicLong done = new AtomicLong();
              return Multi.createFrom()
                  .range(0, ranges)
                  .onItem()
                  .transformToUni(
                      range ->
                          find(model, range, ranges)
                              .chain(
                                  links ->
                                      links.isEmpty()
                                          ? Uni.createFrom().voidItem()
                                          : take.apply(links))
                              .chain(() -> progress.at(done.incrementAndGet(), (long) ranges)))
                  .merge(RANGES_AT_ONCE)
                  .collect()
                  .last()
                  .replaceWithVoid();
            });
  }

  /** Keys are spread evenly over all numbers, being hashes. */
  private Uni<List<Link>> find(MatchModel model, int range, int ranges) {
    long last = range == ranges - 1 ? Long.MAX_VALUE : border(range + 1, ranges) - 1;
    return tx.read(connection -> LinkStore.blocks(connection, border(range, ranges), last))
        .chain(blocks -> linker.find(model, blocks, null));
  }

  /** Where a range of keys begins: all 2^64 of them in so many parts. */
  static long border(int range, int ranges) {
    return Long.MIN_VALUE + Long.divideUnsigned(-1L, ranges) * range;
  }
}

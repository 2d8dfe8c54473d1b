package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What stewards say of values that several people seem to have. */
@ApplicationScoped
class SharedValueDecisions {
  private final Tx tx;
  private final WaitingEvidence evidence;
  private final Clock clock;

  SharedValueDecisions(Tx tx, WaitingEvidence evidence, Clock clock) {
    this.tx = tx;
    this.evidence = evidence;
    this.clock = clock;
  }

  /**
   * A value that is one person's again.
   *
   * @param value as it is now
   * @param merges what came of the evidence that had waited
   */
  record Kept(SharedValue value, List<UUID> merges) {}

  /** From now on a value ties nobody; NOT_FOUND when nobody claims it. */
  Uni<SharedValue> mark(UUID hash, String actor, String reason) {
    return tx.write(
        connection ->
            SharedValueStore.mark(connection, Map.of(hash, reason), actor, clock.instant())
                .chain(() -> SharedValueStore.byHash(connection, hash))
                .invoke(value -> check(value != null)));
  }

  /** A value ties again, and those who carry it are looked at; NOT_FOUND when it is not shared. */
  Uni<Kept> unmark(UUID hash, String actor) {
    return tx.write(
        connection ->
            SharedValueStore.unmark(connection, hash, actor)
                .invoke(SharedValueDecisions::check)
                .chain(() -> SharedValueStore.customersOf(connection, hash))
                .chain(
                    customers ->
                        MergeStore.lockRoots(connection, customers)
                            .map(roots -> roots.values().stream().distinct().toList()))
                .chain(roots -> evidence.look(connection, roots))
                .chain(
                    merges ->
                        SharedValueStore.byHash(connection, hash)
                            .map(value -> new Kept(value, merges))));
  }

  private static void check(boolean found) {
    if (!found) {
      throw ApiException.notFound("shared value", "this one");
    }
  }
}

package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.survivorship.SurvivorshipStore;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Evidence that a guard kept from working: values that profiles of two customers carry. When the
 * guard is gone the rules look at it again, as if the facts came now.
 */
@ApplicationScoped
class WaitingEvidence {
  private final Policies policies;
  private final Clock clock;

  WaitingEvidence(Policies policies, Clock clock) {
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * Looks again at what customers carry of each other, in the caller's transaction, which holds
   * them.
   *
   * @return the merges that came of it
   */
  Uni<List<UUID>> look(SqlConnection connection, Collection<UUID> customers) {
    return policies
        .current(connection)
        .chain(
            policy ->
                SceneStore.read(connection, customers, policy)
                    .chain(
                        scene ->
                            MergeStore.carried(connection, customers)
                                .map(carried -> decide(policy, scene, carried))))
        .chain(decided -> write(connection, decided));
  }

  private Resolution decide(
      IdentifierPolicy policy, SceneStore.Scene scene, List<MergeStore.Carried> carried) {
    Map<UUID, UUID> claims = new HashMap<>();
    Map<UUID, Identifier> keys = new LinkedHashMap<>();
    Map<UUID, List<Identifier>> tying = new HashMap<>();
    for (MergeStore.Carried one : carried) {
      if (policy.ties(one.value(), one.paid())) {
        claims.put(one.value().hash(), one.claimedBy());
        keys.put(one.profile(), one.key());
        tying.computeIfAbsent(one.profile(), p -> new ArrayList<>()).add(one.value());
      }
    }
    Resolution resolution =
        new Resolution(policy, Ids::next, scene.places(), claims, scene.people());
    Instant now = clock.instant();
    keys.forEach(
        (profile, key) ->
            resolution.take(
                new Resolution.Fact(
                    profile, key, List.of(), tying.get(profile), Traits.none(), now)));
    return resolution;
  }

  private Uni<List<UUID>> write(SqlConnection connection, Resolution decided) {
    Instant now = clock.instant();
    List<UUID> ids = decided.merges().stream().map(merge -> Ids.next()).toList();
    Set<UUID> changed = new HashSet<>();
    decided.merges().forEach(m -> changed.addAll(List.of(m.winner(), m.loser())));
    return IdentityStore.merge(connection, decided.merges(), ids, Identities.ACTOR, null, now)
        .chain(() -> IdentityStore.place(connection, decided.moved()))
        .chain(() -> IdentityStore.openReviews(connection, decided.reviews(), now))
        .chain(() -> SurvivorshipStore.refresh(connection, changed))
        .chain(() -> IdentityStore.bump(connection, changed, now))
        .chain(() -> ChangeQueue.note(connection, changed))
        .replaceWith(ids);
  }
}

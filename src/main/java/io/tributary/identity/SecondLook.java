package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.survivorship.SurvivorshipStore;
import io.tributary.job.ChangeQueue;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Looks again at customers whom rules merged when less was known. What no rule would merge now is
 * taken back, as an unmerge is, and staff are asked; what a steward made or confirmed stands.
 */
@ApplicationScoped
public class SecondLook {
  private final Policies policies;
  private final WaitingEvidence evidence;
  private final SharedValueAlarm alarm;
  private final Clock clock;

  SecondLook(Policies policies, WaitingEvidence evidence, SharedValueAlarm alarm, Clock clock) {
    this.alarm = alarm;
    this.policies = policies;
    this.evidence = evidence;
    this.clock = clock;
  }

  /**
   * Looks at the customers of profiles that say something new, in the caller's transaction.
   *
   * @return how many merges were taken back
   */
  public Uni<Integer> at(SqlConnection connection, Collection<UUID> profiles) {
    return SecondLookStore.joined(connection, profiles)
        .chain(
            joined ->
                joined.isEmpty()
                    ? Uni.createFrom().item(0)
                    : policies
                        .current(connection)
                        .chain(policy -> lookAt(connection, policy, joined)));
  }

  private Uni<Integer> lookAt(
      SqlConnection connection, IdentifierPolicy policy, Set<UUID> profiles) {
    return MergeStore.lockProfilesBeside(connection, profiles)
        .chain(() -> SceneStore.scene(connection, profiles, policy))
        .map(
            scene ->
                scene.people().stream()
                    // an erasure takes with it whoever is one with them when it was asked for
                    .filter(person -> !person.erasing())
                    .map(Resolution.Person::id)
                    .toList())
        .chain(
            roots ->
                SecondLookStore.standing(connection, roots, policy)
                    .chain(
                        standing ->
                            standing.values().stream()
                                    .flatMap(List::stream)
                                    .allMatch(SecondOpinion.Standing::isDecided)
                                ? Uni.createFrom().item(List.<SecondOpinion>of())
                                : opinions(connection, policy, standing))
                    .chain(opinions -> follow(connection, roots, opinions)));
  }

  private static Uni<List<SecondOpinion>> opinions(
      SqlConnection connection,
      IdentifierPolicy policy,
      Map<UUID, List<SecondOpinion.Standing>> standing) {
    return SceneStore.homes(connection, standing.keySet(), policy)
        .chain(
            homes ->
                SecondLookStore.carried(connection, standing.keySet(), policy)
                    .map(
                        carried -> {
                          Map<UUID, Resolution.Person> byId = new HashMap<>();
                          homes.forEach(home -> byId.put(home.id(), home));
                          List<SecondOpinion> opinions = new ArrayList<>();
                          standing.forEach(
                              (root, merges) ->
                                  opinions.add(
                                      new SecondOpinion(
                                          policy,
                                          byId,
                                          merges,
                                          carried.getOrDefault(root, List.of()))));
                          return opinions;
                        }));
  }

  private Uni<Integer> follow(
      SqlConnection connection, List<UUID> roots, List<SecondOpinion> opinions) {
    List<SecondOpinion.Cut> cuts = new ArrayList<>();
    Map<UUID, String> shared = new HashMap<>();
    for (SecondOpinion opinion : opinions) {
      cuts.addAll(opinion.cuts());
      if (!opinion.cuts().isEmpty()) {
        opinion.contested().forEach(hash -> shared.put(hash, SharedValueStore.OTHER_NAMES));
      }
    }
    if (cuts.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    Instant now = clock.instant();
    Set<UUID> changed = new HashSet<>(roots);
    cuts.forEach(cut -> changed.add(cut.standing().absorbed()));
    List<SecondOpinion.Standing> taken = cuts.stream().map(SecondOpinion.Cut::standing).toList();
    return MergeStore.lock(connection, changed)
        .chain(() -> SecondLookStore.cut(connection, roots, taken, now))
        .chain(() -> SharedValueStore.mark(connection, shared, Identities.ACTOR, now))
        .invoke(alarm::rings)
        .chain(() -> IdentityStore.openReviews(connection, reviews(cuts), now))
        // who belongs together by what is theirs alone is joined again
        .chain(() -> MergeStore.roots(connection, changed))
        .chain(standing -> evidence.look(connection, new HashSet<>(standing.values())))
        .chain(() -> SurvivorshipStore.refresh(connection, changed))
        .chain(() -> IdentityStore.bump(connection, changed, now))
        .chain(() -> ChangeQueue.note(connection, changed))
        .replaceWith(cuts.size());
  }

  private static List<Resolution.Review> reviews(List<SecondOpinion.Cut> cuts) {
    return cuts.stream()
        .filter(cut -> cut.guard() != null)
        .map(
            cut ->
                new Resolution.Review(
                    cut.standing().survivor(), cut.standing().absorbed(), cut.guard(), List.of()))
        .toList();
  }
}

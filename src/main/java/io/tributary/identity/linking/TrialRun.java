package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.identity.linking.LinkStore.Link;
import io.tributary.identity.linking.TraitStore.Known;
import io.tributary.identity.linking.score.Clusters;
import io.tributary.identity.linking.score.Household;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Says what a run by a model would change, and changes nothing. */
@ApplicationScoped
class TrialRun {
  private static final int SAMPLES = 10;

  private final Tx tx;
  private final Sweep sweep;

  TrialRun(Tx tx, Sweep sweep) {
    this.tx = tx;
    this.sweep = sweep;
  }

  /**
   * What a run would do.
   *
   * @param merges how many customers would be merged into another
   * @param reviews how many pairs of customers staff would be asked about and are not yet
   * @param samples of both, those nearest to the threshold first
   */
  record Effect(int merges, int reviews, List<Sample> samples) {}

  /**
   * Two customers that would be merged or shown.
   *
   * @param reason why staff would be asked; null when they would be merged
   */
  record Sample(UUID customer, UUID other, MatchScore score, String reason) {}

  /** The best link of two customers. */
  private record Pairing(UUID one, UUID other, Known profile, Known otherProfile, double weight) {}

  /** What the run would do by this model. */
  Uni<Effect> of(MatchModel model) {
    Map<Set<UUID>, Pairing> pairings = new HashMap<>();
    return sweep
        .over(model, links -> keep(pairings, links), (done, total) -> Uni.createFrom().voidItem())
        .chain(
            () ->
                tx.read(
                    connection ->
                        TrialStore.vetoes(connection, customers(pairings))
                            .chain(
                                vetoes ->
                                    TrialStore.reviewed(connection)
                                        .map(reviewed -> List.of(vetoes, reviewed)))))
        .emitOn(Infrastructure.getDefaultExecutor())
        .map(known -> effect(model, pairings, known.get(0), known.get(1)));
  }

  private Uni<Void> keep(Map<Set<UUID>, Pairing> pairings, List<Link> links) {
    Set<UUID> ends = new LinkedHashSet<>();
    links.forEach(link -> ends.addAll(List.of(link.profile(), link.other())));
    return tx.read(connection -> TraitStore.byProfiles(connection, ends))
        .invoke(
            known -> {
              synchronized (pairings) {
                links.forEach(link -> add(pairings, link, known));
              }
            })
        .replaceWithVoid();
  }

  private static void add(Map<Set<UUID>, Pairing> pairings, Link link, Map<UUID, Known> known) {
    Known one = known.get(link.profile());
    Known other = known.get(link.other());
    if (one == null || other == null || one.customer().equals(other.customer())) {
      return;
    }
    pairings.merge(
        Set.of(one.customer(), other.customer()),
        new Pairing(one.customer(), other.customer(), one, other, link.weight()),
        (before, now) -> now.weight() > before.weight() ? now : before);
  }

  private static List<UUID> customers(Map<Set<UUID>, Pairing> pairings) {
    Set<UUID> customers = new HashSet<>();
    pairings.keySet().forEach(customers::addAll);
    return List.copyOf(customers);
  }

  private static Effect effect(
      MatchModel model,
      Map<Set<UUID>, Pairing> pairings,
      Set<Set<UUID>> vetoes,
      Set<Set<UUID>> reviewed) {
    Map<Set<UUID>, String> reasons = new HashMap<>();
    List<Clusters.Link<UUID>> sure = new ArrayList<>();
    pairings.forEach(
        (pair, pairing) -> {
          String reason = reason(model, pairing);
          if (reason == null) {
            sure.add(new Clusters.Link<>(pairing.one(), pairing.other(), pairing.weight()));
          } else {
            reasons.put(pair, reason);
          }
        });
    Clusters<UUID> clusters =
        Clusters.of(
            sure,
            (one, other, link) ->
                one.stream()
                    .noneMatch(a -> other.stream().anyMatch(b -> vetoes.contains(Set.of(a, b)))));
    reasons
        .keySet()
        .removeIf(
            pair ->
                vetoes.contains(pair)
                    || reviewed.contains(pair)
                    || pair.stream().map(clusters::of).distinct().count() == 1);
    List<Sample> samples = new ArrayList<>();
    clusters.made().stream()
        .sorted(Comparator.comparingDouble(Clusters.Link::weight))
        .limit(SAMPLES)
        .forEach(
            link ->
                samples.add(sample(model, pairings.get(Set.of(link.one(), link.other())), null)));
    reasons.entrySet().stream()
        .sorted(Comparator.comparingDouble(entry -> -pairings.get(entry.getKey()).weight()))
        .limit(SAMPLES)
        .forEach(
            entry -> samples.add(sample(model, pairings.get(entry.getKey()), entry.getValue())));
    return new Effect(clusters.made().size(), reasons.size(), samples);
  }

  private static String reason(MatchModel model, Pairing pairing) {
    if (pairing.weight() < model.thresholds().merge()) {
      return Opinion.LIKELY;
    }
    Household household =
        Household.between(pairing.profile().traits(), pairing.otherProfile().traits());
    return household == null ? null : household.name();
  }

  private static Sample sample(MatchModel model, Pairing pairing, String reason) {
    MatchScore score =
        MatchScore.of(
            model.model().explain(pairing.profile().traits(), pairing.otherProfile().traits()),
            model.version());
    return new Sample(pairing.one(), pairing.other(), score, reason);
  }
}

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
import java.util.LinkedHashMap;
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

  /** The best link of two customers; of a million profiles there are many, so it is small. */
  private record Pairing(
      UUID one, UUID other, UUID profile, UUID otherProfile, double weight, Household household) {}

  /** What the run would do by this model. */
  Uni<Effect> of(MatchModel model, Sweep.Progress progress) {
    Map<Set<UUID>, Pairing> pairings = new HashMap<>();
    return sweep
        .over(model, links -> keep(pairings, links), progress)
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
        .map(known -> outcome(model, pairings, known.get(0), known.get(1)))
        .chain(outcome -> sampled(model, outcome));
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
        new Pairing(
            one.customer(),
            other.customer(),
            one.profile(),
            other.profile(),
            link.weight(),
            Household.between(one.traits(), other.traits())),
        (before, now) -> now.weight() > before.weight() ? now : before);
  }

  private static List<UUID> customers(Map<Set<UUID>, Pairing> pairings) {
    Set<UUID> customers = new HashSet<>();
    pairings.keySet().forEach(customers::addAll);
    return List.copyOf(customers);
  }

  /** What would be done, with the pairs that are shown of it and why staff would be asked. */
  private record Outcome(int merges, int reviews, Map<Pairing, String> shown) {}

  private static Outcome outcome(
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
    Map<Pairing, String> shown = new LinkedHashMap<>();
    clusters.made().stream()
        .sorted(Comparator.comparingDouble(Clusters.Link::weight))
        .limit(SAMPLES)
        .forEach(link -> shown.put(pairings.get(Set.of(link.one(), link.other())), null));
    reasons.entrySet().stream()
        .sorted(Comparator.comparingDouble(entry -> -pairings.get(entry.getKey()).weight()))
        .limit(SAMPLES)
        .forEach(entry -> shown.put(pairings.get(entry.getKey()), entry.getValue()));
    return new Outcome(clusters.made().size(), reasons.size(), shown);
  }

  private static String reason(MatchModel model, Pairing pairing) {
    if (pairing.weight() < model.thresholds().merge()) {
      return Opinion.LIKELY;
    }
    return pairing.household() == null ? null : pairing.household().name();
  }

  /** The samples with what they rest on; one whose profile is gone meanwhile is left out. */
  private Uni<Effect> sampled(MatchModel model, Outcome outcome) {
    Set<UUID> profiles = new HashSet<>();
    outcome.shown().keySet().forEach(p -> profiles.addAll(List.of(p.profile(), p.otherProfile())));
    return tx.read(connection -> TraitStore.byProfiles(connection, profiles))
        .map(
            known -> {
              List<Sample> samples = new ArrayList<>();
              outcome
                  .shown()
                  .forEach(
                      (pairing, reason) -> {
                        Known one = known.get(pairing.profile());
                        Known other = known.get(pairing.otherProfile());
                        if (one != null && other != null) {
                          MatchScore score =
                              MatchScore.of(
                                  model.model().explain(one.traits(), other.traits()),
                                  model.version());
                          samples.add(new Sample(pairing.one(), pairing.other(), score, reason));
                        }
                      });
              return new Effect(outcome.merges(), outcome.reviews(), samples);
            });
  }
}

package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.survivorship.SurvivorshipStore;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
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
import java.util.function.Function;

/**
 * Merges customers because a score says that they are one person, under the same guards as any
 * other merge, and undone like any other.
 */
@ApplicationScoped
public class ScoredMerges {
  /** The rule's name, as merges show it. */
  public static final String RULE = "SCORE";

  private final Policies policies;
  private final Clock clock;

  ScoredMerges(Policies policies, Clock clock) {
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * Two profiles that are alike.
   *
   * @param profile one
   * @param other the other
   * @param probability that they are one person, 0 to 1
   * @param modelVersion the model that says so
   * @param explanation JSON: what each field added
   */
  public record Link(
      UUID profile, UUID other, double probability, int modelVersion, String explanation) {}

  /** Says what speaks against a merge. */
  @FunctionalInterface
  public interface Judge {
    /**
     * Why a link must not merge two customers; null when nothing speaks against it.
     *
     * @param ours the profiles of the one customer, as they stand after the links before
     * @param theirs those of the other
     */
    String objection(Link link, Collection<UUID> ours, Collection<UUID> theirs);
  }

  /**
   * What became of a link whose customers were two.
   *
   * @param link which
   * @param customer one
   * @param other the other
   * @param objection what held them apart: the judge's word or a guard's name; null when they were
   *     merged
   */
  public record Verdict(Link link, UUID customer, UUID other, String objection) {}

  /**
   * Takes links in the given order, best first, in the caller's transaction. The customers of all
   * of them are locked; a link between profiles that are one customer's by now says nothing new.
   *
   * @param judge told all profiles concerned, answers who judges them
   * @return a verdict for every link whose customers were two when its turn came
   */
  public Uni<List<Verdict>> apply(
      SqlConnection connection,
      List<Link> links,
      Function<Collection<UUID>, Uni<? extends Judge>> judge) {
    Set<UUID> profiles = new HashSet<>();
    links.forEach(link -> profiles.addAll(List.of(link.profile(), link.other())));
    return policies
        .current(connection)
        .chain(
            policy ->
                MergeStore.lockProfilesBeside(connection, profiles)
                    .chain(() -> SceneStore.scene(connection, profiles, policy))
                    .chain(
                        scene ->
                            judge
                                .apply(scene.places().keySet())
                                .map(judges -> new Round(policy, scene, judges))))
        .invoke(round -> links.forEach(round::take))
        .call(round -> write(connection, round))
        .map(round -> round.verdicts);
  }

  /** Links taken one after another, each on what the one before left. */
  private static final class Round {
    private final Resolution resolution;
    private final Judge judge;
    private final Map<UUID, Set<UUID>> members = new HashMap<>();
    private final Map<UUID, Set<UUID>> vetoes = new HashMap<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Link> reasons = new ArrayList<>();

    Round(IdentifierPolicy policy, SceneStore.Scene scene, Judge judge) {
      this.resolution = new Resolution(policy, Ids::next, scene.places(), Map.of(), scene.people());
      this.judge = judge;
      scene
          .places()
          .forEach(
              (profile, place) ->
                  members.computeIfAbsent(place.customer(), c -> new HashSet<>()).add(profile));
      scene.people().forEach(person -> vetoes.put(person.id(), person.vetoes()));
    }

    private void take(Link link) {
      Resolution.Place place = resolution.place(link.profile());
      Resolution.Place otherPlace = resolution.place(link.other());
      if (place == null || otherPlace == null || place.customer().equals(otherPlace.customer())) {
        return;
      }
      UUID one = place.customer();
      UUID other = otherPlace.customer();
      String objection = objection(link, one, other);
      if (objection == null) {
        Resolution.Merge merge = resolution.merges().get(resolution.merges().size() - 1);
        members.get(merge.winner()).addAll(members.remove(merge.loser()));
        reasons.add(link);
      }
      verdicts.add(new Verdict(link, one, other, objection));
    }

    /** A steward's word comes first, then the judge's, then the guards that look at all values. */
    private String objection(Link link, UUID one, UUID other) {
      if (vetoes.get(one).contains(other) || vetoes.get(other).contains(one)) {
        return Guard.VETO.name();
      }
      String objection = judge.objection(link, members.get(one), members.get(other));
      if (objection != null) {
        return objection;
      }
      Guard guard = resolution.unite(one, other, RULE);
      return guard == null ? null : guard.name();
    }
  }

  private Uni<Void> write(SqlConnection connection, Round round) {
    List<Resolution.Merge> merges = round.resolution.merges();
    if (merges.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Instant now = clock.instant();
    List<UUID> ids = merges.stream().map(merge -> Ids.next()).toList();
    Set<UUID> changed = new HashSet<>();
    merges.forEach(merge -> changed.addAll(List.of(merge.winner(), merge.loser())));
    return IdentityStore.merge(connection, merges, ids, Identities.ACTOR, null, now)
        .chain(() -> explain(connection, merges, ids, round.reasons))
        .chain(() -> IdentityStore.place(connection, round.resolution.moved()))
        .chain(() -> SurvivorshipStore.refresh(connection, changed))
        .chain(() -> IdentityStore.bump(connection, changed, now))
        .chain(() -> ChangeQueue.note(connection, changed));
  }

  private static Uni<Void> explain(
      SqlConnection connection, List<Resolution.Merge> merges, List<UUID> ids, List<Link> reasons) {
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(merges.stream().map(Resolution.Merge::winner).toArray(UUID[]::new))
            .addArrayOfUUID(ids.toArray(UUID[]::new))
            .addArrayOfDouble(reasons.stream().map(Link::probability).toArray(Double[]::new))
            .addArrayOfInteger(reasons.stream().map(Link::modelVersion).toArray(Integer[]::new))
            .addArrayOfString(reasons.stream().map(Link::explanation).toArray(String[]::new));
    return IdentityStore.run(connection, IdentityStore.EXPLAIN_MERGES, values);
  }
}

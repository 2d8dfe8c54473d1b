package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.identity.ScoredMerges;
import io.tributary.identity.linking.LinkStore.Link;
import io.tributary.identity.linking.score.Score;
import io.tributary.identity.linking.score.Traits;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Tx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Finds links in blocks of profiles, and merges by them or asks staff. */
@ApplicationScoped
class Linker {
  private static final Set<String> NOT_FOR_STAFF = Set.of("VETO");
  private static final int PROFILES_AT_A_TIME = 5_000;

  private final Tx tx;
  private final ScoredMerges merges;
  private final Clock clock;

  Linker(Tx tx, ScoredMerges merges, Clock clock) {
    this.tx = tx;
    this.merges = merges;
    this.clock = clock;
  }

  /**
   * The links of blocks that are worth a review or a merge. Reads in batches on connections of its
   * own, and compares off the event loop.
   *
   * @param of the profiles of which at least one must be in a link; null for any
   */
  Uni<List<Link>> find(MatchModel model, List<UUID[]> blocks, Set<UUID> of) {
    List<List<UUID[]>> batches = new ArrayList<>();
    int profiles = PROFILES_AT_A_TIME;
    for (UUID[] block : blocks) {
      if (profiles + block.length > PROFILES_AT_A_TIME) {
        batches.add(new ArrayList<>());
        profiles = 0;
      }
      batches.get(batches.size() - 1).add(block);
      profiles += block.length;
    }
    Uni<List<Link>> links = Uni.createFrom().item(new ArrayList<>());
    for (List<UUID[]> batch : batches) {
      links =
          links.chain(
              all ->
                  findIn(model, batch, of)
                      .map(
                          found -> {
                            all.addAll(found);
                            return all;
                          }));
    }
    return links;
  }

  private Uni<List<Link>> findIn(MatchModel model, List<UUID[]> blocks, Set<UUID> of) {
    Set<UUID> profiles = new LinkedHashSet<>();
    blocks.forEach(block -> profiles.addAll(List.of(block)));
    return tx.read(connection -> TraitStore.byProfiles(connection, profiles))
        .emitOn(Infrastructure.getDefaultExecutor())
        .map(known -> compare(model, blocks, of, known));
  }

  private static List<Link> compare(
      MatchModel model, List<UUID[]> blocks, Set<UUID> of, Map<UUID, TraitStore.Known> known) {
    double least = model.thresholds().review();
    Map<List<UUID>, Link> links = new LinkedHashMap<>();
    for (UUID[] block : blocks) {
      for (int i = 0; i < block.length; i++) {
        TraitStore.Known one = known.get(block[i]);
        for (int j = i + 1; j < block.length; j++) {
          TraitStore.Known other = known.get(block[j]);
          if (areTwo(one, other)
              && (of == null || of.contains(block[i]) || of.contains(block[j]))) {
            double weight = model.model().weight(one.traits(), other.traits());
            if (weight >= least) {
              links.put(List.of(block[i], block[j]), new Link(block[i], block[j], weight));
            }
          }
        }
      }
    }
    return List.copyOf(links.values());
  }

  private static boolean areTwo(TraitStore.Known one, TraitStore.Known other) {
    return one != null
        && other != null
        && one.customer() != null
        && other.customer() != null
        && !one.customer().equals(other.customer());
  }

  /**
   * Merges by links or opens reviews, in the caller's transaction.
   *
   * @param links the best first
   */
  Uni<Void> apply(SqlConnection connection, MatchModel model, List<Link> links) {
    Set<UUID> ends = new LinkedHashSet<>();
    links.forEach(link -> ends.addAll(List.of(link.profile(), link.other())));
    return TraitStore.byProfiles(connection, ends)
        .map(known -> explained(model, links, known))
        .chain(
            explained ->
                merges.apply(
                    connection,
                    explained,
                    profiles ->
                        TraitStore.byProfiles(connection, profiles)
                            .map(known -> new Bench(model, known))))
        .chain(verdicts -> LinkStore.openReviews(connection, forStaff(verdicts), clock.instant()))
        // what is at stake with a review is computed with whatever follows from its customers
        .chain(customers -> ChangeQueue.note(connection, customers));
  }

  /** One review for two customers: the first of their links is the best. */
  private static List<ScoredMerges.Verdict> forStaff(List<ScoredMerges.Verdict> verdicts) {
    Map<Set<UUID>, ScoredMerges.Verdict> shown = new LinkedHashMap<>();
    for (ScoredMerges.Verdict verdict : verdicts) {
      if (verdict.objection() != null && !NOT_FOR_STAFF.contains(verdict.objection())) {
        shown.putIfAbsent(Set.of(verdict.customer(), verdict.other()), verdict);
      }
    }
    return List.copyOf(shown.values());
  }

  /** Links scored anew on what the profiles say at this moment; those no longer alike are gone. */
  private static List<ScoredMerges.Link> explained(
      MatchModel model, List<Link> links, Map<UUID, TraitStore.Known> known) {
    List<ScoredMerges.Link> explained = new ArrayList<>();
    for (Link link : links) {
      TraitStore.Known one = known.get(link.profile());
      TraitStore.Known other = known.get(link.other());
      if (areTwo(one, other)) {
        Score score = model.model().explain(one.traits(), other.traits());
        if (score.weight() >= model.thresholds().review()) {
          explained.add(
              new ScoredMerges.Link(
                  link.profile(),
                  link.other(),
                  score.probability(),
                  model.version(),
                  explanation(score).encode()));
        }
      }
    }
    return explained;
  }

  /** What each field added, without the values, which stay in one place. */
  static JsonArray explanation(Score score) {
    JsonArray explanation = new JsonArray();
    score
        .fields()
        .forEach(
            part ->
                explanation.add(
                    new JsonObject()
                        .put("field", part.field().name())
                        .put("level", part.level())
                        .put("weight", Math.round(part.weight() * 100) / 100.0)));
    return explanation;
  }

  /** Judges links by what the profiles of the two customers say. */
  private record Bench(MatchModel model, Map<UUID, TraitStore.Known> known)
      implements ScoredMerges.Judge {
    @Override
    public String objection(
        ScoredMerges.Link link, Collection<UUID> ours, Collection<UUID> theirs) {
      Traits one = known.get(link.profile()).traits();
      Traits other = known.get(link.other()).traits();
      return Opinion.objection(model, one, other, traits(ours), traits(theirs));
    }

    private List<Traits> traits(Collection<UUID> profiles) {
      return profiles.stream()
          .map(known::get)
          .filter(Objects::nonNull)
          .map(TraitStore.Known::traits)
          .toList();
    }
  }
}

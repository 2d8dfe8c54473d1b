package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.linking.score.Household;
import io.tributary.identity.linking.score.Model;
import io.tributary.identity.linking.score.Score;
import io.tributary.identity.linking.score.Traits;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Finds whom somebody is like, in two statements whatever the number of customers: for a till or a
 * form that asks before it makes a customer ({@code findSimilarCustomers}), and for the jobs that
 * match. It reads the keys that the change queue keeps up, so a profile is found about a second
 * after its fact.
 */
@ApplicationScoped
public class Candidates {
  private final MatchModels models;

  Candidates(MatchModels models) {
    this.models = models;
  }

  /**
   * A profile that is like the one asked for.
   *
   * @param profile which
   * @param customer whose it is
   * @param score how alike they are, field by field
   * @param household what speaks for two people of one household; null when nothing does
   */
  public record Similar(UUID profile, UUID customer, Score score, Household household) {}

  /**
   * Profiles that are like what is said, each customer once by the profile that is closest, the
   * closest first.
   *
   * @param traits as {@link io.tributary.identity.linking.score.TraitReader} reads them
   * @param atLeast the probability from which a profile counts, 0 to 1
   * @param most how many
   */
  public Uni<List<Similar>> find(SqlClient client, Traits traits, double atLeast, int most) {
    return models
        .inForce(client)
        .chain(
            model ->
                TraitStore.candidates(client, KeptTraits.keys(traits))
                    .map(found -> closest(model.model(), traits, found, atLeast, most)));
  }

  /** Scores two profiles by the model in force. */
  public Uni<BiFunction<Traits, Traits, Score>> scorer(SqlClient client) {
    return models.inForce(client).map(model -> model.model()::explain);
  }

  private static List<Similar> closest(
      Model model, Traits traits, List<TraitStore.Known> found, double atLeast, int most) {
    Comparator<Similar> order =
        Comparator.comparingDouble((Similar similar) -> similar.score().weight())
            .reversed()
            .thenComparing(similar -> similar.profile().toString());
    java.util.Set<UUID> seen = new java.util.HashSet<>();
    double least = atLeast <= 0 ? Double.NEGATIVE_INFINITY : model.weightFor(atLeast);
    return found.stream()
        .filter(known -> known.customer() != null)
        .filter(known -> model.weight(traits, known.traits()) >= least)
        .map(
            known ->
                new Similar(
                    known.profile(),
                    known.customer(),
                    model.explain(traits, known.traits()),
                    Household.between(traits, known.traits())))
        .sorted(order)
        .filter(similar -> seen.add(similar.customer()))
        .limit(most)
        .toList();
  }
}

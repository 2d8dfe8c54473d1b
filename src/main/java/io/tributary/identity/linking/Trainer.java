package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.identity.linking.TrainingStore.Decided;
import io.tributary.identity.linking.TrainingStore.Labelled;
import io.tributary.identity.linking.score.Household;
import io.tributary.identity.linking.score.Model;
import io.tributary.identity.linking.score.Sample;
import io.tributary.identity.linking.score.Terms;
import io.tributary.identity.linking.score.Thresholds;
import io.tributary.identity.linking.score.Training;
import io.tributary.identity.linking.score.Traits;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Trains models on a sample of the profiles; takes thresholds from what staff have decided. */
@ApplicationScoped
class Trainer {
  /** Fewer profiles teach less than the built-in model knows. */
  static final int LEAST_PROFILES = 1_000;

  /** The seed of the first model, which nobody asked for. */
  static final long FIRST_SEED = 1;

  private static final String ACTOR = "rule";
  private static final int DRAWN = 10_000;
  private static final int DECISIONS = 5_000;
  private static final int LABELS = 20_000;

  private final Tx tx;
  private final MatchModels models;
  private final Clock clock;

  Trainer(Tx tx, MatchModels models, Clock clock) {
    this.tx = tx;
    this.models = models;
    this.clock = clock;
  }

  /** What was read for a training. */
  private record Read(
      Map<UUID, Traits> drawn,
      Map<UUID, Traits> partners,
      long population,
      Terms terms,
      List<Decided> apart,
      List<Decided> together,
      List<Labelled> labelled) {
    Sample sample() {
      List<Traits> people = new ArrayList<>(drawn.values());
      people.addAll(partners.values());
      return Sample.of(people, drawn.size(), population);
    }
  }

  /** The model in force; where none was trained and there are profiles enough, the first one. */
  Uni<MatchModel> first(JobContext context) {
    return tx.read(models::latest)
        .chain(
            model ->
                tx.read(TrainingStore::count)
                    .chain(
                        count ->
                            model.version() > 0 || count < LEAST_PROFILES
                                ? Uni.createFrom().item(model)
                                : train(MatchModels.PRECISION, FIRST_SEED)
                                    .call(
                                        trained ->
                                            context.write(
                                                connection ->
                                                    ModelStore.insert(
                                                        connection,
                                                        trained,
                                                        clock.instant(),
                                                        ACTOR)))
                                    .chain(() -> tx.read(models::latest))));
  }

  /**
   * Trains the model that would come next, without publishing it.
   *
   * @param precision the share of links over the merge threshold that must be right
   * @param seed the same profiles and seed give the same model
   */
  Uni<MatchModel> train(double precision, long seed) {
    return tx.read(models::latest)
        .chain(
            before ->
                read(seed)
                    .emitOn(Infrastructure.getDefaultExecutor())
                    .map(read -> fit(before.version() + 1, read, precision, seed)));
  }

  private Uni<Read> read(long seed) {
    return tx.read(
        connection ->
            TrainingStore.drawn(connection, seed, DRAWN)
                .chain(
                    drawn ->
                        Uni.combine()
                            .all()
                            .unis(
                                TrainingStore.partners(connection, List.copyOf(drawn.keySet())),
                                TrainingStore.count(connection),
                                TrainingStore.terms(connection),
                                TrainingStore.apart(connection, DECISIONS),
                                TrainingStore.together(connection, DECISIONS),
                                TrainingStore.labelled(connection, LABELS))
                            .with(
                                (partners, all, terms, apart, together, labelled) ->
                                    new Read(
                                        drawn, partners, all, terms, apart, together, labelled))));
  }

  private static MatchModel fit(int version, Read read, double precision, long seed) {
    Sample sample = read.sample();
    Model model = Training.fit(sample, read.terms(), seed);
    List<Thresholds.Label> labels = new ArrayList<>(labels(model, read.apart(), false));
    labels.addAll(labels(model, read.together(), true));
    return new MatchModel(
        version,
        model,
        Thresholds.choose(model, precision, labels, sampled(model, read.labelled())),
        precision,
        sample.people().size(),
        null,
        null);
  }

  /** What somebody said of pairs that were drawn; those that are never merged anyway apart. */
  private static List<Thresholds.Drawn> sampled(Model model, List<Labelled> labelled) {
    return labelled.stream()
        .filter(pair -> Household.between(pair.one(), pair.other()) == null)
        .map(
            pair ->
                new Thresholds.Drawn(
                    model.weight(pair.one(), pair.other()), pair.same(), pair.counts()))
        .toList();
  }

  /** One label for two customers: their closest profiles, unless those are never merged anyway. */
  private static List<Thresholds.Label> labels(Model model, List<Decided> decided, boolean same) {
    Map<String, Double> best = new HashMap<>();
    for (Decided pair : decided) {
      if (Household.between(pair.one(), pair.other()) == null) {
        best.merge(pair.decision(), model.weight(pair.one(), pair.other()), Math::max);
      }
    }
    return best.values().stream().map(weight -> new Thresholds.Label(weight, same)).toList();
  }
}

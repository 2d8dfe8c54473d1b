package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.job.JobRun;
import io.tributary.job.Jobs;
import io.tributary.platform.Tx;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;

/** Trains and publishes models, or has one tried. */
@ApplicationScoped
class ModelPublication {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Tx tx;
  private final Trainer trainer;
  private final MatchModels models;
  private final Jobs jobs;
  private final Clock clock;

  ModelPublication(Tx tx, Trainer trainer, MatchModels models, Jobs jobs, Clock clock) {
    this.tx = tx;
    this.trainer = trainer;
    this.models = models;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** A published model and the run that applies it. */
  record Published(MatchModel model, JobRun run) {}

  /**
   * A model that is tried.
   *
   * @param model it; the one in force until it is trained
   */
  record Trial(MatchModel model, MatchTrial trial, JobRun run) {}

  /**
   * Trains the next model and queues, in the transaction that publishes it, the run that applies
   * it.
   *
   * @throws ApiException CONFLICT when there are too few profiles, or another was trained at the
   *     same time
   */
  Uni<Published> publish(double precision, long seed, String by) {
    return train(precision, seed)
        .chain(
            model ->
                tx.write(
                    connection ->
                        ModelStore.insert(connection, model, clock.instant(), by)
                            .chain(() -> jobs.queue(connection, MatchCustomers.NAME, null, by))
                            .chain(
                                run ->
                                    ModelStore.page(connection, model.version() + 1, 1)
                                        .map(kept -> new Published(kept.get(0), run)))))
        .invoke(() -> jobs.wake(MatchCustomers.NAME))
        .onFailure(
            failure -> failure instanceof PgException e && UNIQUE_VIOLATION.equals(e.getSqlState()))
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT,
                    "Another model was trained at the same time. Look at it and train again."));
  }

  /**
   * Has the next model trained and tried by a job, which leaves everything as it is, and waits for
   * it for half a minute.
   *
   * @throws ApiException CONFLICT when there are too few profiles
   */
  Uni<Trial> rehearse(double precision, int seed, String by) {
    return checkProfiles()
        .chain(
            () ->
                tx.write(
                    connection ->
                        jobs.queue(connection, TryMatchModel.NAME, null, by)
                            .chain(
                                run ->
                                    TrialStore.insert(
                                            connection,
                                            run.uuid(),
                                            precision,
                                            seed,
                                            clock.instant(),
                                            by)
                                        .map(trial -> Map.entry(trial, run)))))
        .chain(
            asked ->
                jobs.awaitEnd(asked.getValue())
                    .chain(
                        run ->
                            tx.read(connection -> TrialStore.byId(connection, asked.getKey()))
                                .chain(
                                    trial ->
                                        trial.model() != null
                                            ? Uni.createFrom()
                                                .item(new Trial(trial.model(), trial, run))
                                            : tx.read(models::latest)
                                                .map(model -> new Trial(model, trial, run)))));
  }

  private Uni<MatchModel> train(double precision, long seed) {
    return checkProfiles().chain(() -> trainer.train(precision, seed));
  }

  private Uni<Void> checkProfiles() {
    return tx.read(TrainingStore::count)
        .invoke(
            profiles -> {
              if (profiles < Trainer.LEAST_PROFILES) {
                throw new ApiException(
                    ErrorKind.CONFLICT,
                    "There are fewer than "
                        + Trainer.LEAST_PROFILES
                        + " profiles with something to compare: too few to learn from.");
              }
            })
        .replaceWithVoid();
  }
}

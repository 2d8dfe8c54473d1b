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

/** Trains and publishes models, or answers what one would change. */
@ApplicationScoped
class ModelPublication {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Tx tx;
  private final Trainer trainer;
  private final TrialRun trialRun;
  private final Rejudgement rejudgement;
  private final Jobs jobs;
  private final Clock clock;

  ModelPublication(
      Tx tx, Trainer trainer, TrialRun trialRun, Rejudgement rejudgement, Jobs jobs, Clock clock) {
    this.rejudgement = rejudgement;
    this.tx = tx;
    this.trainer = trainer;
    this.trialRun = trialRun;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** A published model and the run that applies it. */
  record Published(MatchModel model, JobRun run) {}

  /** A model that was not published, and what it would change. */
  record Trial(MatchModel model, TrialRun.Effect effect, Rejudgement.Left left) {}

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

  /** Trains the next model and tries it, leaving everything as it is. */
  Uni<Trial> rehearse(double precision, long seed) {
    return train(precision, seed)
        .chain(
            model ->
                trialRun
                    .of(model)
                    .chain(
                        effect ->
                            rejudgement
                                .rehearse(model)
                                .map(left -> new Trial(model, effect, left))));
  }

  private Uni<MatchModel> train(double precision, long seed) {
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
        .chain(() -> trainer.train(precision, seed));
  }
}

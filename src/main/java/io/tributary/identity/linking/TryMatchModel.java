package io.tributary.identity.linking;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Trains models that somebody wants to try, and says what each would change. */
@ApplicationScoped
class TryMatchModel implements Job {
  static final String NAME = "try-match-model";

  private final Trainer trainer;
  private final TrialRun trialRun;
  private final Rejudgement rejudgement;
  private final Clock clock;

  TryMatchModel(Trainer trainer, TrialRun trialRun, Rejudgement rejudgement, Clock clock) {
    this.trainer = trainer;
    this.trialRun = trialRun;
    this.rejudgement = rejudgement;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Trains the models that somebody wants to try, and says what each would change.";
  }

  @Override
  public String cron() {
    return "off";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return Multi.createBy()
        .repeating()
        .uni(() -> next(context))
        .whilst(more -> more)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Tries the one that has waited longest; whether there was one. */
  private Uni<Boolean> next(JobContext context) {
    return context
        .read(TrialStore::waiting)
        .chain(
            trial ->
                trial == null
                    ? Uni.createFrom().item(false)
                    : attempt(context, trial).replaceWith(true));
  }

  private Uni<Void> attempt(JobContext context, MatchTrial trial) {
    return trainer
        .train(trial.precision(), trial.seed())
        .call(
            model ->
                context.write(connection -> TrialStore.trained(connection, trial.uuid(), model)))
        .chain(
            model ->
                trialRun
                    .of(model, context::progress)
                    .chain(
                        effect ->
                            rejudgement
                                .rehearse(model)
                                .chain(
                                    left ->
                                        context.write(
                                            connection ->
                                                TrialStore.finish(
                                                    connection,
                                                    trial.uuid(),
                                                    effect,
                                                    left,
                                                    clock.instant())))))
        // what cannot be tried is not tried for ever; any other failure is the run's, and ends it
        .onFailure(ApiException.class)
        .recoverWithUni(
            failure ->
                context.write(
                    connection ->
                        TrialStore.fail(
                            connection, trial.uuid(), failure.getMessage(), clock.instant())));
  }
}

package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The job {@code activate-points}: one pass over the accounts that are due does all that time calls
 * for.
 */
@ApplicationScoped
class ActivatePoints implements Job {
  private final Settlement settlement;

  ActivatePoints(Settlement settlement) {
    this.settlement = settlement;
  }

  @Override
  public String name() {
    return "activate-points";
  }

  @Override
  public String description() {
    return "Writes down pending points whose time has come.";
  }

  @Override
  public String cron() {
    return "35 * * * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return settlement.run(context);
  }
}

package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The job {@code expire-points}: one pass over the accounts that are due does all that time calls
 * for.
 */
@ApplicationScoped
class ExpirePoints implements Job {
  private final Settlement settlement;

  ExpirePoints(Settlement settlement) {
    this.settlement = settlement;
  }

  @Override
  public String name() {
    return "expire-points";
  }

  @Override
  public String description() {
    return "Writes down points that have ended, reservations that lapsed.";
  }

  @Override
  public String cron() {
    return "5 * * * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return settlement.run(context);
  }
}

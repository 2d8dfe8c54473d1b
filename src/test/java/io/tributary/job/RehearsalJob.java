package io.tributary.job;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/** A job of the tests' application, on request only; a test tells it what to do. */
@ApplicationScoped
class RehearsalJob implements Job {
  static volatile Function<JobContext, Uni<Void>> work = context -> Uni.createFrom().voidItem();

  @Override
  public String name() {
    return "rehearse";
  }

  @Override
  public String description() {
    return "Does what a test says.";
  }

  @Override
  public String cron() {
    return "off";
  }

  @Override
  public CatchUp catchUp() {
    return CatchUp.LATEST;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return work.apply(context);
  }
}

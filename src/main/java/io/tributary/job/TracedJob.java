package io.tributary.job;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.tracing.Traces;
import java.time.Duration;

/** A job each of whose runs is a trace. */
record TracedJob(Job job, Traces traces) implements Job {
  @Override
  public String name() {
    return job.name();
  }

  @Override
  public String description() {
    return job.description();
  }

  @Override
  public String cron() {
    return job.cron();
  }

  @Override
  public CatchUp catchUp() {
    return job.catchUp();
  }

  @Override
  public boolean isHeavy() {
    return job.isHeavy();
  }

  @Override
  public Duration limit() {
    return job.limit();
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return traces.root("job " + job.name(), () -> job.run(context));
  }
}

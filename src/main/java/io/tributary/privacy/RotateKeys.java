package io.tributary.privacy;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.keys.RotationStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Wraps every data key by the current master key, batch by batch, and the root of the keys last of
 * all. A run that begins again passes over what is done; facts are taken meanwhile, since both
 * master keys are set.
 */
@ApplicationScoped
class RotateKeys implements Job {
  static final String NAME = "rotate-keys";
  private static final UUID FIRST = new UUID(0, 0);
  private static final int KEYS = 1_000;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Wraps the keys of people by the current master key, so that an older one can be taken away.";
  }

  @Override
  public String cron() {
    return "20 2 * * 0";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    AtomicReference<UUID> at = new AtomicReference<>(FIRST);
    AtomicLong done = new AtomicLong();
    return context
        .read(RotationStore::count)
        .chain(
            total ->
                Multi.createBy()
                    .repeating()
                    .uni(() -> step(context, at.get(), done, total))
                    .whilst(
                        step -> {
                          at.set(step.last());
                          return step.seen() == KEYS;
                        })
                    .collect()
                    .last())
        .chain(() -> context.write(connection -> RotationStore.root(connection, context.asOf())));
  }

  private static Uni<RotationStore.Step> step(
      JobContext context, UUID after, AtomicLong done, long total) {
    return context
        .write(connection -> RotationStore.next(connection, after, KEYS))
        .call(
            step -> {
              long all = done.addAndGet(step.seen());
              return context.progress(all, Math.max(total, all));
            });
  }
}

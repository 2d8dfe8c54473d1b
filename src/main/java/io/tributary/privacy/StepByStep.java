package io.tributary.privacy;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.JobContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** Goes through a table in the order of its keys, some rows in a transaction. */
public final class StepByStep {
  /** Where a step ended. */
  public interface Place {
    /** How many rows the step looked at. */
    long seen();

    /** Whether more may come. */
    boolean isFull();
  }

  private StepByStep() {}

  /**
   * Takes steps until one is not full.
   *
   * @param done rows seen so far, told as the run's progress after each step
   * @param step from the place where the one before ended
   */
  public static <P extends Place> Uni<Void> go(
      JobContext context, P first, AtomicLong done, BiFunction<SqlConnection, P, Uni<P>> step) {
    AtomicReference<P> at = new AtomicReference<>(first);
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                context
                    .write(connection -> step.apply(connection, at.get()))
                    .call(place -> context.progress(done.addAndGet(place.seen()), null)))
        .whilst(
            place -> {
              at.set(place);
              return place.isFull();
            })
        .collect()
        .last()
        .replaceWithVoid();
  }
}

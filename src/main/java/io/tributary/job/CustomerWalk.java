package io.tributary.job;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A run's way through customers in the order of their ids, batch by batch, with progress after
 * each. Two batches are worked on at once, so that the database is at one while the other is
 * computed here or commits; no customer is in both.
 */
public final class CustomerWalk {
  /** The customers behind one, in the order of their ids; none at the end. */
  @FunctionalInterface
  public interface Next {
    /** At most so many of them. */
    Uni<List<UUID>> after(SqlConnection connection, UUID customer, int most);
  }

  private static final int AT_ONCE = 2;

  private final JobContext context;
  private final Long total;
  private final AtomicLong done = new AtomicLong();
  private UUID last = new UUID(0, 0);

  private CustomerWalk(JobContext context, Long total) {
    this.context = context;
    this.total = total;
  }

  /**
   * Takes every customer through a step. The first step that fails ends it.
   *
   * @param total how many there are about, for the run's progress; null while unknown
   * @param batch how many customers a step gets
   */
  public static Uni<Void> each(
      JobContext context, Long total, int batch, Next next, Function<List<UUID>, Uni<Void>> step) {
    return new CustomerWalk(context, total).over(batch, next, step);
  }

  private Uni<Void> over(int batch, Next next, Function<List<UUID>, Uni<Void>> step) {
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                context.read(connection -> next.after(connection, last, batch)).invoke(this::reach))
        .until(List::isEmpty)
        .onItem()
        .transformToUni(customers -> step.apply(customers).chain(() -> report(customers.size())))
        .merge(AT_ONCE)
        .collect()
        .last()
        .chain(() -> context.progress(done.get(), done.get()));
  }

  private void reach(List<UUID> customers) {
    if (!customers.isEmpty()) {
      last = customers.get(customers.size() - 1);
    }
  }

  private Uni<Void> report(int customers) {
    long reached = done.addAndGet(customers);
    return context.progress(reached, total == null ? null : Long.valueOf(Math.max(reached, total)));
  }
}

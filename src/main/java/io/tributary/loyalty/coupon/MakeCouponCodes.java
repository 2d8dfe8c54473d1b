package io.tributary.loyalty.coupon;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The job {@code make-coupon-codes}: makes the codes of batches, so many to a transaction. What is
 * made is counted with it, so a run may stop anywhere and another goes on.
 */
@ApplicationScoped
class MakeCouponCodes implements Job {
  static final String NAME = "make-coupon-codes";
  private static final int BATCH = 10_000;

  private final CodeStore store;
  private final Tx tx;
  private final Random random = new SecureRandom();

  MakeCouponCodes(CodeStore store, Tx tx) {
    this.store = store;
    this.tx = tx;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Makes the codes of coupon batches that were asked for.";
  }

  @Override
  public String cron() {
    return "*/10 * * * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    AtomicLong done = new AtomicLong();
    return tx.read(store::open)
        .chain(
            total ->
                Multi.createBy()
                    .repeating()
                    .uni(
                        () ->
                            context
                                .write(connection -> some(connection, context))
                                .call(made -> context.progress(done.addAndGet(made), total)))
                    .until(made -> made == 0)
                    .collect()
                    .last())
        .replaceWithVoid();
  }

  /** Makes some codes of the oldest batch that wants some; answers how many, 0 when none does. */
  private Uni<Integer> some(SqlConnection connection, JobContext context) {
    return store
        .nextBatch(connection)
        .chain(
            batch -> {
              if (batch == null) {
                return Uni.createFrom().item(0);
              }
              int many = Math.min(BATCH, batch.size() - batch.made());
              List<String> codes =
                  Stream.generate(() -> CodeText.next(random)).limit(many).toList();
              return store.add(connection, batch, codes, context.asOf()).replaceWith(many);
            });
  }
}

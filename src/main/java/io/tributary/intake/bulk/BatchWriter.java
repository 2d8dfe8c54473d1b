package io.tributary.intake.bulk;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.platform.Ids;
import io.tributary.platform.Outage;
import io.tributary.platform.Outcome;
import io.tributary.platform.Partitions;
import io.tributary.platform.Trial;
import io.tributary.platform.Tx;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Takes a batch in: its facts, its rejections and how far the import is then, all in one
 * transaction. So an import that is interrupted goes on exactly behind its last batch.
 */
@ApplicationScoped
class BatchWriter {
  /** How long an import stays a worker's after its last batch; several times what a batch takes. */
  static final long LEASE_SECONDS = 30;

  /** More rows of one batch than this are not refused for faults of ours: the import stops. */
  private static final int MOST_POISONOUS = 50;

  /**
   * SQLSTATE classes that say something of the database's state and nothing of the data:
   * connection, transaction state, serialization, resources, object state, operator, system.
   */
  private static final Set<String> OUTAGES = Set.of("08", "25", "40", "53", "55", "57", "58");

  private static final Logger LOG = Logger.getLogger(BatchWriter.class);

  private final Tx tx;
  private final Partitions partitions;
  private final FactIntake facts;

  BatchWriter(Tx tx, Partitions partitions, FactIntake facts) {
    this.tx = tx;
    this.partitions = partitions;
    this.facts = facts;
  }

  /** How many rows of the batch may still be refused for faults of ours. */
  private static final class Patience {
    private int left = MOST_POISONOUS;
  }

  /**
   * Takes a batch in.
   *
   * @return fails with {@link LeaseLost} when the import is no longer the claim's, with {@link
   *     ImportFailure} when the fault is not a few rows', with the database's failure when it
   *     cannot be reached
   */
  Uni<Void> write(Claim claim, Source source, List<ReadRecord> batch) {
    return write(claim, source, batch, new Patience());
  }

  private Uni<Void> write(Claim claim, Source source, List<ReadRecord> batch, Patience patience) {
    List<Instant> instants =
        batch.stream()
            .filter(record -> record.row() != null)
            .flatMap(record -> record.row().instants().stream())
            .toList();
    return partitions
        .ensure(instants)
        .chain(() -> tx.write(connection -> inTransaction(connection, claim, source, batch)))
        .onFailure(failure -> !isPassedOn(failure))
        .recoverWithUni(failure -> divide(claim, source, batch, patience, failure));
  }

  private Uni<Void> inTransaction(
      SqlConnection connection, Claim claim, Source source, List<ReadRecord> batch) {
    List<ReadRecord> good = batch.stream().filter(record -> record.row() != null).toList();
    List<Row> rows = good.stream().map(ReadRecord::row).toList();
    return ImportStore.fence(connection, claim)
        .invoke(
            held -> {
              if (!held) {
                throw new LeaseLost();
              }
            })
        .chain(
            () ->
                claim.options().dryRun()
                    ? Trial.of(connection, () -> facts.take(connection, source, claim.kind(), rows))
                    : facts.take(connection, source, claim.kind(), rows))
        .chain(outcomes -> settle(connection, claim, batch, good, outcomes));
  }

  private static Uni<Void> settle(
      SqlConnection connection,
      Claim claim,
      List<ReadRecord> batch,
      List<ReadRecord> good,
      List<Outcome> outcomes) {
    List<Rejection> rejections = new ArrayList<>();
    batch.stream()
        .filter(record -> record.rejection() != null)
        .forEach(record -> rejections.add(record.rejection()));
    long accepted = 0;
    long duplicates = 0;
    for (int i = 0; i < good.size(); i++) {
      Outcome outcome = outcomes.get(i);
      switch (outcome.kind()) {
        case ACCEPTED -> accepted++;
        case DUPLICATE -> duplicates++;
        case REFUSED ->
            rejections.add(good.get(i).refused(outcome.column(), outcome.reason()).rejection());
      }
    }
    ReadRecord last = batch.get(batch.size() - 1);
    Progress progress =
        new Progress(accepted, duplicates, rejections.size(), last.end(), last.lines());
    return RejectionStore.insert(connection, claim.importId(), rejections)
        .chain(() -> ImportStore.advance(connection, claim, progress, LEASE_SECONDS));
  }

  /** Halves a batch that the database refuses, until the row that it refuses stands alone. */
  private Uni<Void> divide(
      Claim claim, Source source, List<ReadRecord> batch, Patience patience, Throwable failure) {
    if (batch.size() > 1) {
      int half = batch.size() / 2;
      return write(claim, source, batch.subList(0, half), patience)
          .chain(() -> write(claim, source, batch.subList(half, batch.size()), patience));
    }
    String reference = Ids.next().toString();
    LOG.errorf(
        failure,
        "import %s, line %d, reference %s",
        claim.importId(),
        batch.get(0).line(),
        reference);
    if (batch.get(0).row() == null || --patience.left < 0) {
      return Uni.createFrom()
          .failure(
              new ImportFailure(
                  "More than "
                      + MOST_POISONOUS
                      + " rows in a row could not be stored, so the fault is ours. Report the"
                      + " reference "
                      + reference
                      + " to whoever runs this service, then send the file again."));
    }
    ReadRecord refused =
        batch
            .get(0)
            .refused(
                null,
                "The row could not be stored. Report the reference "
                    + reference
                    + " to whoever runs this service.");
    return write(claim, source, List.of(refused), patience);
  }

  /** What is no row's fault: the caller waits and tries again, or stops. */
  static boolean isPassedOn(Throwable failure) {
    if (failure instanceof PgException e) {
      return e.getSqlState() == null || OUTAGES.contains(e.getSqlState().substring(0, 2));
    }
    return Outage.isBehind(failure)
        || failure instanceof LeaseLost
        || failure instanceof ImportFailure
        || failure instanceof IOException
        || failure instanceof TimeoutException
        || failure instanceof VertxException
        || failure instanceof NoStackTraceThrowable;
  }
}

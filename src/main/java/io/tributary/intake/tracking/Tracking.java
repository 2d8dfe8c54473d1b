package io.tributary.intake.tracking;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.platform.Ids;
import io.tributary.platform.Partitions;
import io.tributary.platform.Tx;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Takes a call's messages in: one transaction, and no answer before it is committed. */
@ApplicationScoped
class Tracking {
  private static final Logger LOG = Logger.getLogger(Tracking.class);

  /** How many messages were taken or refused, by outcome. */
  static final String MESSAGES = "tributary.tracking.messages";

  /**
   * data_exception, integrity_constraint_violation, program_limit_exceeded: the message's fault.
   */
  private static final List<String> FAULTS_OF_DATA = List.of("22", "23", "54");

  private final Tx tx;
  private final Partitions partitions;
  private final Facts facts;
  private final MeterRegistry meters;

  Tracking(Tx tx, Partitions partitions, Facts facts, MeterRegistry meters) {
    this.tx = tx;
    this.partitions = partitions;
    this.facts = facts;
    this.meters = meters;
  }

  /** A message of a call, or what is wrong with it, and its place. */
  record Placed(int index, Reading reading) {
    /** The same message, refused. */
    Placed refused(String reason) {
      return new Placed(index, new Reading.Refusal(reading.raw(), reading.id(), reason));
    }
  }

  /**
   * Takes messages in and keeps the refused ones. Fails only by a fault of ours; then nothing, or a
   * part that is not taken twice, is in.
   */
  Uni<Taken> take(Source source, List<Reading> readings, Instant receivedAt) {
    List<Placed> all = new ArrayList<>(readings.size());
    List<Instant> times = new ArrayList<>();
    for (Reading reading : readings) {
      all.add(new Placed(all.size(), reading));
      if (reading instanceof Reading.Message message) {
        times.add(message.who().occurredAt());
      }
    }
    return partitions
        .ensure(times)
        .chain(() -> takePart(source, all, receivedAt))
        .map(Tracking::taken)
        .invoke(this::count);
  }

  /**
   * Takes a part of a call in. When the data of one of its messages makes the database fail, which
   * reading should have prevented, its halves are taken apart from each other, until that message
   * stands alone and is refused.
   */
  private Uni<List<Placed>> takePart(Source source, List<Placed> part, Instant receivedAt) {
    return tx.write(connection -> facts.append(connection, source, part, receivedAt))
        .onFailure(Tracking::isFaultOfData)
        .recoverWithUni(
            failure -> {
              if (part.size() > 1) {
                return takeHalves(source, part, receivedAt);
              }
              String reference = Ids.next().toString();
              LOG.errorf(
                  failure,
                  "the database refused a message that was read as good, reference %s",
                  reference);
              List<Placed> refused =
                  List.of(part.get(0).refused("it cannot be stored (reference " + reference + ")"));
              return tx.write(connection -> facts.append(connection, source, refused, receivedAt));
            });
  }

  private Uni<List<Placed>> takeHalves(Source source, List<Placed> part, Instant receivedAt) {
    int middle = part.size() / 2;
    return takePart(source, part.subList(0, middle), receivedAt)
        .chain(
            first ->
                takePart(source, part.subList(middle, part.size()), receivedAt)
                    .map(
                        second -> {
                          List<Placed> both = new ArrayList<>(first);
                          both.addAll(second);
                          return both;
                        }));
  }

  private static boolean isFaultOfData(Throwable failure) {
    return failure instanceof PgException e
        && e.getSqlState() != null
        && FAULTS_OF_DATA.stream().anyMatch(e.getSqlState()::startsWith);
  }

  private static Taken taken(List<Placed> all) {
    return Taken.of(all.stream().map(Placed::reading).toList());
  }

  /** Counts a call that was refused and cannot be kept, since it did not say whose it was. */
  void countUnsigned() {
    meters.counter(MESSAGES, "outcome", "unsigned").increment();
  }

  private void count(Taken taken) {
    meters.counter(MESSAGES, "outcome", "accepted").increment(taken.accepted());
    meters.counter(MESSAGES, "outcome", "rejected").increment(taken.rejected().size());
  }
}

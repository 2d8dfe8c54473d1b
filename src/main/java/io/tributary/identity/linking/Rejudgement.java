package io.tributary.identity.linking;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.identity.linking.RejudgementStore.Judged;
import io.tributary.identity.linking.RejudgementStore.Sides;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Judges by the model in force what an older one left behind: merges that stand are never undone by
 * it, staff are asked; reviews that it would not open are closed.
 */
@ApplicationScoped
class Rejudgement {
  private static final UUID FIRST = new UUID(0, 0);
  private static final int AT_A_TIME = 300;

  private final Tx tx;
  private final Clock clock;

  Rejudgement(Tx tx, Clock clock) {
    this.tx = tx;
    this.clock = clock;
  }

  /** Judges everything that the model has not judged yet. */
  Uni<Void> of(JobContext context, MatchModel model) {
    return inBatches(context, (connection, after) -> merges(connection, model, after))
        .chain(() -> inBatches(context, (connection, after) -> reviews(connection, model, after)));
  }

  /** Goes on from the last id of each batch until there is none. */
  private static Uni<Void> inBatches(
      JobContext context, BiFunction<SqlConnection, UUID, Uni<UUID>> batch) {
    AtomicReference<UUID> at = new AtomicReference<>(FIRST);
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                context
                    .write(connection -> batch.apply(connection, at.get()))
                    .invoke(last -> at.set(last == null ? at.get() : last))
                    .map(last -> last != null))
        .whilst(more -> more)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /**
   * How much a model would find to say.
   *
   * @param doubts merges that stand and that it does not support
   * @param obsolete open reviews that it would close
   */
  record Left(int doubts, int obsolete) {}

  /** How much a model would find to say; nothing is written. */
  Uni<Left> rehearse(MatchModel model) {
    return count(
            (connection, after) -> judgedMerges(connection, model, after),
            one -> one.opinion().objection() != null)
        .chain(
            doubts ->
                count(
                        (connection, after) -> judgedReviews(connection, model, after, false),
                        one -> one.byScore() && one.opinion().isBelowReview(model))
                    .map(obsolete -> new Left(doubts, obsolete)));
  }

  private Uni<Integer> count(
      BiFunction<SqlConnection, UUID, Uni<Batch>> read, Predicate<Judged> counts) {
    AtomicReference<UUID> at = new AtomicReference<>(FIRST);
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                tx.read(connection -> read.apply(connection, at.get()))
                    .invoke(batch -> at.set(batch.last() == null ? at.get() : batch.last())))
        .whilst(batch -> batch.last() != null)
        .map(batch -> (int) batch.judged().stream().filter(counts).count())
        .collect()
        .with(Collectors.summingInt(found -> found));
  }

  /** Some merges or reviews, and what the model says of those of which it says something. */
  private record Batch(List<UUID> ids, List<Judged> judged) {
    private UUID last() {
      return ids.isEmpty() ? null : ids.get(ids.size() - 1);
    }
  }

  private static Uni<Batch> judgedMerges(SqlConnection connection, MatchModel model, UUID after) {
    return RejudgementStore.merges(connection, model.version(), after, AT_A_TIME)
        .chain(
            ids ->
                RejudgementStore.sidesOfMerges(connection, ids)
                    .emitOn(Infrastructure.getDefaultExecutor())
                    .map(sides -> new Batch(ids, judge(model, sides))));
  }

  private static Uni<Batch> judgedReviews(
      SqlConnection connection, MatchModel model, UUID after, boolean locks) {
    return RejudgementStore.reviews(connection, after, AT_A_TIME, locks)
        .chain(
            ids ->
                RejudgementStore.sidesOfReviews(connection, ids)
                    .emitOn(Infrastructure.getDefaultExecutor())
                    .map(sides -> new Batch(ids, judge(model, sides))));
  }

  private Uni<UUID> merges(SqlConnection connection, MatchModel model, UUID after) {
    return judgedMerges(connection, model, after)
        .call(batch -> keepMerges(connection, model, batch.ids(), batch.judged()))
        .map(Batch::last);
  }

  private Uni<Void> keepMerges(
      SqlConnection connection, MatchModel model, List<UUID> ids, List<Judged> judged) {
    List<Judged> doubted = judged.stream().filter(j -> j.opinion().objection() != null).toList();
    List<UUID> trusted = new ArrayList<>(ids);
    doubted.forEach(one -> trusted.remove(one.id()));
    return RejudgementStore.doubt(connection, model, doubted, clock.instant())
        .chain(() -> RejudgementStore.trust(connection, model, trusted, clock.instant()))
        .chain(() -> RejudgementStore.judged(connection, ids, model.version()));
  }

  private Uni<UUID> reviews(SqlConnection connection, MatchModel model, UUID after) {
    return judgedReviews(connection, model, after, true)
        .call(batch -> keepReviews(connection, model, batch.judged()))
        .map(Batch::last);
  }

  private Uni<Void> keepReviews(SqlConnection connection, MatchModel model, List<Judged> judged) {
    List<Judged> below =
        judged.stream().filter(j -> j.byScore() && j.opinion().isBelowReview(model)).toList();
    List<Judged> asked = new ArrayList<>(judged);
    asked.removeAll(below);
    return RejudgementStore.close(connection, model, below, clock.instant())
        .chain(() -> RejudgementStore.score(connection, model, asked));
  }

  /** What the model says of the open reviews of customers that guards opened. */
  static Uni<Void> score(SqlConnection connection, MatchModel model, List<UUID> customers) {
    return RejudgementStore.reviewsOfGuards(connection, customers)
        .chain(
            ids ->
                ids.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : RejudgementStore.sidesOfReviews(connection, ids)
                        .emitOn(Infrastructure.getDefaultExecutor())
                        .map(sides -> judge(model, sides))
                        .chain(judged -> RejudgementStore.score(connection, model, judged)));
  }

  private static List<Judged> judge(MatchModel model, List<Sides> all) {
    List<Judged> judged = new ArrayList<>();
    for (Sides sides : all) {
      Opinion opinion = Opinion.of(model, sides.one(), sides.other());
      if (opinion != null) {
        judged.add(
            new Judged(
                sides.id(), sides.customer(), sides.otherCustomer(), sides.byScore(), opinion));
      }
    }
    return judged;
  }
}

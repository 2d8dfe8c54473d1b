package io.tributary.identity.linking;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.identity.linking.RejudgementStore.Judged;
import io.tributary.identity.linking.RejudgementStore.Sides;
import io.tributary.job.JobContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/**
 * Judges by the model in force what an older one left behind: merges that stand are never undone by
 * it, staff are asked; reviews that it would not open are closed.
 */
@ApplicationScoped
class Rejudgement {
  private static final UUID FIRST = new UUID(0, 0);
  private static final int AT_A_TIME = 300;

  private final Clock clock;

  Rejudgement(Clock clock) {
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

  private Uni<UUID> merges(SqlConnection connection, MatchModel model, UUID after) {
    return RejudgementStore.merges(connection, model.version(), after, AT_A_TIME)
        .chain(
            ids ->
                RejudgementStore.sidesOfMerges(connection, ids)
                    .emitOn(Infrastructure.getDefaultExecutor())
                    .map(sides -> judge(model, sides))
                    .chain(judged -> keepMerges(connection, model, ids, judged))
                    .replaceWith(last(ids)));
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
    return RejudgementStore.reviews(connection, after, AT_A_TIME)
        .chain(
            ids ->
                RejudgementStore.sidesOfReviews(connection, ids)
                    .emitOn(Infrastructure.getDefaultExecutor())
                    .map(sides -> judge(model, sides))
                    .chain(judged -> keepReviews(connection, model, judged))
                    .replaceWith(last(ids)));
  }

  private Uni<Void> keepReviews(SqlConnection connection, MatchModel model, List<Judged> judged) {
    List<Judged> below = judged.stream().filter(j -> j.opinion().isBelowReview(model)).toList();
    List<Judged> asked = new ArrayList<>(judged);
    asked.removeAll(below);
    return RejudgementStore.close(connection, model, below, clock.instant())
        .chain(() -> RejudgementStore.score(connection, model, asked));
  }

  private static List<Judged> judge(MatchModel model, List<Sides> all) {
    List<Judged> judged = new ArrayList<>();
    for (Sides sides : all) {
      Opinion opinion = Opinion.of(model, sides.one(), sides.other());
      if (opinion != null) {
        judged.add(new Judged(sides.id(), sides.customer(), sides.otherCustomer(), opinion));
      }
    }
    return judged;
  }

  private static UUID last(List<UUID> ids) {
    return ids.isEmpty() ? null : ids.get(ids.size() - 1);
  }
}

package io.tributary.identity.review;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.identity.Merges;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Decides reviews, one by one or by a rule. */
@ApplicationScoped
class Reviews {
  /** How many reviews one call decides: SAME makes a merge of each. */
  static final int MOST_SAME = 100;

  /** DIFFERENT and UNDECIDED are three statements for all. */
  static final int MOST_OTHERS = 500;

  private final Tx tx;
  private final Merges merges;
  private final Clock clock;

  Reviews(Tx tx, Merges merges, Clock clock) {
    this.tx = tx;
    this.merges = merges;
    this.clock = clock;
  }

  /**
   * A decision.
   *
   * @param state SAME merges, the older surviving; DIFFERENT leaves a veto; UNDECIDED only closes
   * @param actor whose
   * @param reason for the record
   */
  record Decision(MatchReview.State state, String actor, String reason) {}

  /**
   * What a rule decided.
   *
   * @param decided how many reviews
   * @param refused those that a guard forbids to merge, with the reason
   */
  record Bulk(int decided, List<BulkRefusal> refused) {}

  /**
   * Decides a review.
   *
   * @throws ApiException NOT_FOUND; CONFLICT when it is decided already, or a guard holds
   */
  Uni<Void> decide(UUID review, Decision decision) {
    return tx.write(
        connection ->
            ReviewStore.lock(connection, List.of(review))
                .map(found -> open(found, review))
                .chain(
                    open ->
                        switch (decision.state()) {
                          case SAME ->
                              open.doubts()
                                  ? note(connection, List.of(open), decision, null)
                                  : unite(connection, open, decision);
                          case DIFFERENT ->
                              open.doubts()
                                  ? undo(connection, open, decision)
                                  : close(connection, List.of(open), decision);
                          default -> note(connection, List.of(open), decision, null);
                        }));
  }

  /** Undoes a merge that a newer model doubts, which answers the review, too. */
  private Uni<Void> undo(SqlConnection connection, MatchReview review, Decision decision) {
    return merges
        .unmerge(connection, review.mergeId(), decision.actor(), decision.reason())
        .replaceWithVoid();
  }

  private Uni<Void> note(
      SqlConnection connection, List<MatchReview> reviews, Decision decision, UUID merge) {
    return ReviewStore.decide(
        connection,
        reviews.stream().map(MatchReview::uuid).toList(),
        decision.state(),
        decision.actor(),
        decision.reason(),
        merge,
        clock.instant());
  }

  private Uni<Void> unite(SqlConnection connection, MatchReview review, Decision decision) {
    return merges
        .unite(
            connection, review.customerId(), review.otherId(), decision.actor(), decision.reason())
        .chain(merge -> note(connection, List.of(review), decision, merge));
  }

  private Uni<Void> close(SqlConnection connection, List<MatchReview> reviews, Decision decision) {
    List<UUID[]> pairs =
        reviews.stream().map(r -> new UUID[] {r.customerId(), r.otherId()}).toList();
    Uni<Void> vetoes =
        decision.state() == MatchReview.State.DIFFERENT
            ? merges.keepApart(connection, pairs, decision.actor(), decision.reason())
            : Uni.createFrom().voidItem();
    return vetoes.chain(() -> note(connection, reviews, decision, null));
  }

  private static MatchReview open(List<MatchReview> found, UUID id) {
    if (found.isEmpty()) {
      throw ApiException.notFound("review", TypeId.REVIEW.encode(id));
    }
    if (found.get(0).state() != MatchReview.State.OPEN) {
      throw new ApiException(
          ErrorKind.CONFLICT, "This review was decided before: " + found.get(0).state() + ".");
    }
    return found.get(0);
  }

  /** How many of the open reviews that a filter takes one call would decide. */
  Uni<List<MatchReview>> next(ReviewStore.Filter filter, MatchReview.State decision) {
    int most = decision == MatchReview.State.SAME ? MOST_SAME : MOST_OTHERS;
    return tx.read(connection -> ReviewStore.byRule(connection, filter, most));
  }

  /**
   * Decides the open reviews that a filter takes, the highest priority first. Each merge and
   * unmerge is a transaction of its own, so that one that a guard forbids does not undo the others.
   */
  Uni<Bulk> decideAll(ReviewStore.Filter filter, Decision decision) {
    return next(filter, decision.state())
        .chain(
            reviews ->
                decision.state() == MatchReview.State.SAME
                    ? oneByOne(reviews, decision)
                    : together(reviews.stream().filter(r -> !r.doubts()).toList(), decision)
                        .chain(
                            closed ->
                                oneByOne(
                                        reviews.stream().filter(MatchReview::doubts).toList(),
                                        decision)
                                    .map(
                                        undone ->
                                            new Bulk(
                                                closed + undone.decided(), undone.refused()))));
  }

  private Uni<Integer> together(List<MatchReview> reviews, Decision decision) {
    return tx.write(
        connection ->
            ReviewStore.lock(connection, reviews.stream().map(MatchReview::uuid).toList())
                .map(
                    locked ->
                        locked.stream().filter(r -> r.state() == MatchReview.State.OPEN).toList())
                .call(open -> close(connection, open, decision))
                .map(List::size));
  }

  private Uni<Bulk> oneByOne(List<MatchReview> reviews, Decision decision) {
    List<BulkRefusal> refused = new ArrayList<>();
    Uni<Void> done = Uni.createFrom().voidItem();
    for (MatchReview review : reviews) {
      done =
          done.chain(() -> decide(review.uuid(), decision))
              .onFailure(ApiException.class)
              .recoverWithUni(
                  failure -> {
                    refused.add(new BulkRefusal(review.getId(), failure.getMessage()));
                    return Uni.createFrom().voidItem();
                  });
    }
    return done.map(nothing -> new Bulk(reviews.size() - refused.size(), refused));
  }
}

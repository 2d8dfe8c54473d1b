package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.identity.survivorship.SurvivorshipStore;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Merges customers and undoes merges, by hand. */
@ApplicationScoped
class Merges {
  private final Tx tx;
  private final Policies policies;
  private final Clock clock;

  Merges(Tx tx, Policies policies, Clock clock) {
    this.tx = tx;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * What a merge would do.
   *
   * @param survivor the customer that would stand for both, as it stands now
   * @param absorbed the customer that would be merged away, as it stands now
   * @param moved the profiles that would move
   * @param blockers why it cannot be done; empty when it can
   * @param version what the merge must bring, so that it does what was previewed
   */
  record Preview(
      UUID survivor, UUID absorbed, List<UUID> moved, Set<Guard> blockers, String version) {}

  /** What a merge would do; NOT_FOUND, or CONFLICT when both are one customer already. */
  Uni<Preview> preview(UUID survivor, UUID absorbed) {
    return tx.write(connection -> look(connection, survivor, absorbed));
  }

  private Uni<Preview> look(SqlConnection connection, UUID survivor, UUID absorbed) {
    return MergeStore.lockRoots(connection, List.of(survivor, absorbed))
        .chain(
            roots -> {
              UUID one = root(roots, survivor);
              UUID other = root(roots, absorbed);
              if (one.equals(other)) {
                throw new ApiException(
                    ErrorKind.CONFLICT, "These two are one customer already: nothing to merge.");
              }
              return policies
                  .current(connection)
                  .chain(policy -> look(connection, policy, one, other));
            });
  }

  private static Uni<Preview> look(
      SqlConnection connection, IdentifierPolicy policy, UUID survivor, UUID absorbed) {
    return SceneStore.read(connection, List.of(survivor, absorbed), policy)
        .map(
            scene -> {
              List<UUID> moved = new ArrayList<>();
              scene
                  .places()
                  .forEach(
                      (profile, place) -> {
                        if (place.customer().equals(absorbed)) {
                          moved.add(profile);
                        }
                      });
              moved.sort(java.util.Comparator.naturalOrder());
              Set<Guard> guards =
                  Guard.between(policy, scene.person(survivor), scene.person(absorbed));
              guards.removeAll(Guard.FOR_RULES_ONLY);
              String version =
                  Ids.hash(
                          scene.versions().get(survivor) + "/" + scene.versions().get(absorbed),
                          moved.toString())
                      .toString();
              return new Preview(survivor, absorbed, moved, guards, version);
            });
  }

  /**
   * Merges one customer into another. A veto is lifted: staff know better than an earlier decision.
   *
   * @param version of the preview; null to merge whatever they are now
   * @return the merge's id
   * @throws ApiException NOT_FOUND; CONFLICT when they are one already, a guard holds, or the
   *     version is stale
   */
  Uni<UUID> merge(UUID survivor, UUID absorbed, String version, String actor, String reason) {
    return tx.write(
        connection ->
            look(connection, survivor, absorbed)
                .chain(
                    preview -> {
                      check(preview, version);
                      return apply(connection, preview, actor, reason);
                    }));
  }

  private static void check(Preview preview, String version) {
    if (!preview.blockers().isEmpty()) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "A guard forbids this merge: " + preview.blockers() + ". mergePreview explains it.");
    }
    if (version != null && !version.equals(preview.version())) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "input.version",
          "The customers have changed since the preview. Look at a new mergePreview.");
    }
  }

  private Uni<UUID> apply(SqlConnection connection, Preview preview, String actor, String reason) {
    UUID id = Ids.next();
    UUID winner = preview.survivor();
    UUID loser = preview.absorbed();
    Resolution.Merge merge =
        new Resolution.Merge(winner, loser, "MANUAL", List.of(), preview.moved());
    return MergeStore.liftVetoes(connection, winner, loser, clock.instant())
        .chain(
            () ->
                IdentityStore.merge(
                    connection, List.of(merge), List.of(id), actor, reason, clock.instant()))
        .chain(() -> IdentityStore.repoint(connection, loser, winner))
        .chain(() -> follow(connection, List.of(winner, loser)))
        .replaceWith(id);
  }

  /**
   * Undoes a merge, whichever came after it, and leaves a veto so that the same evidence does not
   * bring it back.
   *
   * @return the merge as it stands now
   * @throws ApiException NOT_FOUND; CONFLICT when it was undone already
   */
  Uni<Merge> unmerge(UUID mergeId, String actor, String reason) {
    return tx.write(
        connection ->
            find(connection, mergeId)
                .chain(merge -> lockForCut(connection, merge))
                .chain(
                    root ->
                        find(connection, mergeId)
                            .invoke(Merges::checkHolds)
                            .chain(
                                merge ->
                                    MergeStore.cut(
                                            connection, merge, root, actor, reason, clock.instant())
                                        .chain(
                                            () ->
                                                follow(
                                                    connection,
                                                    List.of(root, merge.absorbedId())))))
                .chain(() -> find(connection, mergeId)));
  }

  /**
   * Decides a review: SAME merges, the older surviving; DIFFERENT leaves a veto.
   *
   * @throws ApiException NOT_FOUND; CONFLICT when it is decided already, or a guard holds
   */
  Uni<Void> decide(UUID reviewId, MatchReview.State decision, String actor, String reason) {
    return tx.write(
        connection ->
            ReviewStore.lock(connection, reviewId)
                .invoke(review -> checkOpen(review, reviewId))
                .chain(
                    review ->
                        switch (decision) {
                          case SAME -> mergeReviewed(connection, review, actor, reason);
                          case DIFFERENT ->
                              MergeStore.veto(
                                  connection,
                                  review.customerId(),
                                  review.otherId(),
                                  null,
                                  actor,
                                  reason,
                                  clock.instant());
                          default -> Uni.createFrom().voidItem();
                        })
                .chain(
                    () ->
                        ReviewStore.decide(
                            connection, reviewId, decision, actor, reason, clock.instant())));
  }

  private Uni<Void> mergeReviewed(
      SqlConnection connection, MatchReview review, String actor, String reason) {
    boolean firstIsOlder =
        review.customerId().toString().compareTo(review.otherId().toString()) < 0;
    UUID older = firstIsOlder ? review.customerId() : review.otherId();
    UUID younger = firstIsOlder ? review.otherId() : review.customerId();
    return look(connection, older, younger)
        .invoke(preview -> check(preview, null))
        .chain(preview -> apply(connection, preview, actor, reason))
        .replaceWithVoid();
  }

  private static void checkOpen(MatchReview review, UUID id) {
    if (review == null) {
      throw ApiException.notFound("review", TypeId.REVIEW.encode(id));
    }
    if (review.state() != MatchReview.State.OPEN) {
      throw new ApiException(
          ErrorKind.CONFLICT, "This review was decided before: " + review.state() + ".");
    }
  }

  private static Uni<UUID> lockForCut(SqlConnection connection, Merge merge) {
    return MergeStore.lockRoots(connection, List.of(merge.absorbedId()))
        .map(roots -> root(roots, merge.absorbedId()))
        .chain(
            root ->
                root.equals(merge.absorbedId())
                    ? Uni.createFrom().item(root)
                    : MergeStore.lock(connection, List.of(merge.absorbedId())).replaceWith(root));
  }

  private static void checkHolds(Merge merge) {
    if (merge.unmergedAt() != null) {
      throw new ApiException(
          ErrorKind.CONFLICT, "This merge was undone before. Look at mergeHistory.");
    }
  }

  private static Uni<Merge> find(SqlConnection connection, UUID mergeId) {
    return MergeStore.byIds(connection, List.of(mergeId))
        .map(
            found ->
                found.stream()
                    .findFirst()
                    .orElseThrow(
                        () -> ApiException.notFound("merge", TypeId.MERGE.encode(mergeId))));
  }

  private Uni<Void> follow(SqlConnection connection, List<UUID> customers) {
    return SurvivorshipStore.refresh(connection, customers)
        .chain(() -> IdentityStore.bump(connection, customers, clock.instant()))
        .chain(() -> ChangeQueue.note(connection, customers));
  }

  private static UUID root(Map<UUID, UUID> roots, UUID customer) {
    UUID root = roots.get(customer);
    if (root == null) {
      throw ApiException.notFound("customer", TypeId.CUSTOMER.encode(customer));
    }
    return root;
  }
}

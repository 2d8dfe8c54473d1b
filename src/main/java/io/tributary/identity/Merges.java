package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.identity.survivorship.SurvivorshipStore;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Ids;
import io.tributary.platform.Trial;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Merges customers and undoes merges, by hand. */
@ApplicationScoped
public class Merges {
  private final Tx tx;
  private final Policies policies;
  private final MergeOutlook outlook;
  private final WaitingEvidence evidence;
  private final Clock clock;

  Merges(Tx tx, Policies policies, MergeOutlook outlook, WaitingEvidence evidence, Clock clock) {
    this.evidence = evidence;
    this.tx = tx;
    this.policies = policies;
    this.outlook = outlook;
    this.clock = clock;
  }

  /**
   * Two customers who may become one.
   *
   * @param survivor the customer that would stand for both, as it stands now
   * @param absorbed the customer that would be merged away, as it stands now
   * @param moved the profiles that would move
   * @param guards what keeps rules from merging them
   */
  record Pair(UUID survivor, UUID absorbed, List<UUID> moved, Set<Guard> guards) {
    /** What keeps a steward, too. */
    Set<Guard> blockers() {
      Set<Guard> blockers = EnumSet.copyOf(guards);
      blockers.removeAll(Guard.TELLING);
      return blockers;
    }
  }

  /**
   * What a merge would do.
   *
   * @param pair the two
   * @param before what each shows now
   * @param after what the survivor would show
   * @param version what the merge must bring, so that it does what was previewed
   */
  record Preview(
      Pair pair,
      Map<UUID, MergeOutlook.Picture> before,
      MergeOutlook.Picture after,
      String version) {}

  /**
   * What a merge would do: it is made, looked at and taken back. NOT_FOUND, or CONFLICT when both
   * are one customer already.
   */
  Uni<Preview> preview(UUID survivor, UUID absorbed) {
    return tx.write(
        connection ->
            look(connection, survivor, absorbed)
                .chain(
                    pair -> {
                      List<UUID> both = List.of(pair.survivor(), pair.absorbed());
                      return outlook
                          .pictures(connection, both)
                          .chain(
                              before ->
                                  Trial.of(
                                          connection,
                                          () ->
                                              apply(connection, pair, "preview", null)
                                                  .chain(() -> after(connection, pair)))
                                      .map(
                                          after ->
                                              new Preview(
                                                  pair,
                                                  before,
                                                  after,
                                                  after.version(pair.moved()))));
                    }));
  }

  private Uni<MergeOutlook.Picture> after(SqlConnection connection, Pair pair) {
    return outlook
        .derive(connection, List.of(pair.survivor(), pair.absorbed()), clock.instant())
        .chain(() -> outlook.pictures(connection, List.of(pair.survivor())))
        .map(pictures -> pictures.get(pair.survivor()));
  }

  private Uni<Pair> look(SqlConnection connection, UUID survivor, UUID absorbed) {
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

  private static Uni<Pair> look(
      SqlConnection connection, IdentifierPolicy policy, UUID survivor, UUID absorbed) {
    return SceneStore.read(connection, List.of(survivor, absorbed), policy)
        .map(
            scene ->
                new Pair(
                    survivor,
                    absorbed,
                    scene.places().entrySet().stream()
                        .filter(entry -> entry.getValue().customer().equals(absorbed))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                    Guard.between(policy, scene.person(survivor), scene.person(absorbed))));
  }

  /**
   * Merges one customer into another. A veto is lifted: staff know better than an earlier decision.
   *
   * @param version of the preview
   * @return the merge's id
   * @throws ApiException NOT_FOUND; CONFLICT when they are one already, a guard holds, or the merge
   *     would do something else than the preview said
   */
  Uni<UUID> merge(UUID survivor, UUID absorbed, String version, String actor, String reason) {
    return tx.write(
        connection ->
            look(connection, survivor, absorbed)
                .invoke(Merges::checkAllowed)
                .chain(
                    pair ->
                        apply(connection, pair, actor, reason)
                            .call(() -> checkVersion(connection, pair, version))));
  }

  private static void checkAllowed(Pair pair) {
    if (!pair.blockers().isEmpty()) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "A guard forbids this merge: " + pair.blockers() + ". mergePreview explains it.");
    }
  }

  private Uni<Void> checkVersion(SqlConnection connection, Pair pair, String version) {
    return after(connection, pair)
        .invoke(
            after -> {
              if (!after.version(pair.moved()).equals(version)) {
                throw new ApiException(
                    ErrorKind.CONFLICT,
                    "input.version",
                    "The customers have changed since the preview. Look at a new mergePreview.");
              }
            })
        .replaceWithVoid();
  }

  private Uni<UUID> apply(SqlConnection connection, Pair pair, String actor, String reason) {
    UUID id = Ids.next();
    UUID winner = pair.survivor();
    UUID loser = pair.absorbed();
    Resolution.Merge merge = new Resolution.Merge(winner, loser, "MANUAL", List.of(), pair.moved());
    return MergeStore.liftVetoes(connection, winner, loser, actor, reason, clock.instant())
        .chain(
            () ->
                IdentityStore.merge(
                    connection, List.of(merge), List.of(id), actor, reason, clock.instant()))
        .chain(() -> IdentityStore.repoint(connection, loser, winner))
        .chain(() -> follow(connection, List.of(winner, loser)))
        .replaceWith(id);
  }

  /**
   * Merges two customers in the caller's transaction because somebody said that they are one; the
   * older one survives.
   *
   * @throws ApiException CONFLICT when they are one already or a guard holds
   */
  public Uni<UUID> unite(
      SqlConnection connection, UUID one, UUID other, String actor, String reason) {
    boolean firstIsOlder = one.toString().compareTo(other.toString()) < 0;
    return look(connection, firstIsOlder ? one : other, firstIsOlder ? other : one)
        .invoke(Merges::checkAllowed)
        .chain(pair -> apply(connection, pair, actor, reason));
  }

  /**
   * Lifts what keeps rules from merging two customers, and looks again at the evidence that waited.
   *
   * @return the merges that came of it
   * @throws ApiException NOT_FOUND for an unknown customer or where there is no veto; CONFLICT when
   *     both are one customer
   */
  public Uni<List<UUID>> liftVeto(UUID one, UUID other, String actor, String reason) {
    return tx.write(
        connection ->
            MergeStore.lockRoots(connection, List.of(one, other))
                .map(roots -> List.of(root(roots, one), root(roots, other)))
                .chain(
                    two ->
                        MergeStore.liftVetoes(
                                connection, two.get(0), two.get(1), actor, reason, clock.instant())
                            .invoke(lifted -> checkLifted(lifted, one))
                            .chain(() -> evidence.look(connection, two))));
  }

  private static void checkLifted(int lifted, UUID customer) {
    if (lifted == 0) {
      throw ApiException.notFound("veto", TypeId.CUSTOMER.encode(customer));
    }
  }

  /** Keeps rules from merging pairs of customers, in the caller's transaction. */
  public Uni<Void> keepApart(
      SqlConnection connection, List<UUID[]> pairs, String actor, String reason) {
    return MergeStore.vetoes(connection, pairs, null, actor, reason, clock.instant());
  }

  /**
   * Undoes a merge, whichever came after it, and leaves a veto so that the same evidence does not
   * bring it back.
   *
   * @return the merge as it stands now
   * @throws ApiException NOT_FOUND; CONFLICT when it was undone already
   */
  Uni<Merge> unmerge(UUID mergeId, String actor, String reason) {
    return tx.write(connection -> unmerge(connection, mergeId, actor, reason));
  }

  /** As {@link #unmerge(UUID, String, String)}, in the caller's transaction. */
  public Uni<Merge> unmerge(SqlConnection connection, UUID mergeId, String actor, String reason) {
    return find(connection, mergeId)
        .chain(merge -> lockForCut(connection, merge))
        .chain(
            root ->
                find(connection, mergeId)
                    .invoke(Merges::checkHolds)
                    .chain(
                        merge ->
                            MergeStore.cut(connection, merge, root, actor, reason, clock.instant())
                                .chain(
                                    () -> follow(connection, List.of(root, merge.absorbedId())))))
        .chain(() -> find(connection, mergeId));
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

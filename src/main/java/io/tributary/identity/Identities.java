package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.device.DeviceStore;
import io.tributary.identity.survivorship.SurvivorshipStore;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Ids;
import io.tributary.platform.keys.DataKey;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Says whose facts they are: the way in for every room that takes facts. */
@ApplicationScoped
public class Identities {
  static final String ACTOR = "rule";
  private final Policies policies;
  private final SharedValueAlarm alarm;
  private final Clock clock;

  Identities(Policies policies, SharedValueAlarm alarm, Clock clock) {
    this.alarm = alarm;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * Finds or makes the profiles and customers of facts, in the caller's transaction, and stores
   * what the facts say of them. Two transactions that bring the same person at the same instant end
   * in one customer: the second waits on the first's keys and claims. Customers that are new or
   * merged, or of whom somebody says something else than before, are noted in the change queue, and
   * the answers say so.
   *
   * @return one answer per fact, in the facts' order
   */
  public Uni<List<Known>> resolve(
      SqlConnection connection, Source source, List<ProfileFact> facts) {
    if (facts.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return policies
        .current(connection)
        .map(policy -> new Batch(source, facts, policy))
        .chain(batch -> read(connection, batch).chain(() -> write(connection, batch)));
  }

  /**
   * Which of these names the source has used before. Another transaction may be about to use one
   * for the first time: this is a hint, not a lock.
   */
  public Uni<Set<ProfileKey>> known(
      SqlConnection connection, Source source, Collection<ProfileKey> keys) {
    Map<UUID, ProfileKey> byHash = new HashMap<>();
    keys.forEach(key -> byHash.put(Naming.hash(source.uuid(), key), key));
    return ResolutionStore.profiles(connection, byHash.keySet())
        .map(found -> found.keySet().stream().map(byHash::get).collect(Collectors.toSet()));
  }

  private Uni<Void> read(SqlConnection connection, Batch batch) {
    Naming naming = batch.naming();
    return lockNamed(connection, batch)
        .chain(() -> StatementStore.last(connection, batch.undated()))
        .invoke(batch::statementsAre)
        .chain(() -> DeviceStore.load(connection, naming.devices()))
        .invoke(naming::devicesAre)
        .chain(() -> lockNamed(connection, batch))
        .invoke(naming::note)
        .chain(() -> ResolutionStore.unverified(connection, batch.newlyPaid()))
        .invoke(batch::unverifiedAre)
        .chain(() -> ResolutionStore.claim(connection, batch.claims()))
        .invoke(batch::ownersAre)
        .chain(() -> SceneStore.scene(connection, batch.involved(), batch.policy()))
        .invoke(batch::decide)
        .replaceWithVoid();
  }

  /** Finds or makes the profiles of keys that have none yet, and locks those that were there. */
  private static Uni<Void> lockNamed(SqlConnection connection, Batch batch) {
    List<ResolutionStore.Key> open = batch.naming().open();
    return open.isEmpty()
        ? Uni.createFrom().voidItem()
        : ResolutionStore.keys(connection, open)
            .map(batch.naming()::found)
            .chain(
                known ->
                    ResolutionStore.lockProfiles(connection, known)
                        .invoke(
                            standings -> {
                              batch.standingsAre(standings);
                              Set<UUID> erased = new HashSet<>(known);
                              erased.removeAll(standings.keySet());
                              batch.naming().forget(erased);
                            }))
            // again for keys that an erasure has freed meanwhile
            .chain(() -> lockNamed(connection, batch));
  }

  private Uni<List<Known>> write(SqlConnection connection, Batch batch) {
    Resolution decided = batch.decided();
    Map<UUID, DataKey> keys = new HashMap<>();
    List<UUID> mergeIds = decided.merges().stream().map(merge -> Ids.next()).toList();
    return IdentityStore.makeCustomers(connection, decided.births())
        .chain(
            () ->
                IdentityStore.makeProfiles(
                    connection, batch.source().uuid(), batch.newProfiles(), keys, clock.instant()))
        .chain(() -> IdentityStore.place(connection, batch.movedProfiles()))
        .chain(() -> DeviceStore.write(connection, batch.naming().histories()))
        .chain(() -> StatementStore.keep(connection, batch.statements()))
        .chain(() -> IdentityStore.touch(connection, batch.seen()))
        .invoke(batch.news()::ofProfiles)
        .chain(
            () ->
                IdentityStore.merge(
                    connection, decided.merges(), mergeIds, ACTOR, null, clock.instant()))
        .chain(() -> IdentityStore.dropClaims(connection, batch.refusedClaims()))
        .chain(() -> IdentityStore.moveClaims(connection, batch.claimOwners()))
        .chain(() -> IdentityStore.openReviews(connection, decided.reviews(), clock.instant()))
        .chain(() -> IdentityStore.keepIdentifiers(connection, batch.identifiers(), keys))
        .invoke(batch.news()::ofIdentifiers)
        .chain(() -> IdentityStore.keepLinks(connection, batch.links()))
        .chain(() -> IdentityStore.keepAttributes(connection, batch.attributes()))
        .invoke(batch.news()::ofAttributes)
        .chain(() -> shareValues(connection, batch))
        .chain(() -> follow(connection, batch))
        .map(nothing -> batch.answers());
  }

  /** Where a guard held, the value that would have tied may be several people's. */
  private Uni<Void> shareValues(SqlConnection connection, Batch batch) {
    Set<UUID> values = batch.decided().contested();
    Map<UUID, String> households = new HashMap<>();
    batch
        .decided()
        .ofHouseholds()
        .forEach(hash -> households.put(hash, SharedValueStore.OTHER_NAMES));
    return values.isEmpty()
        ? Uni.createFrom().voidItem()
        : SharedValueStore.mark(connection, households, ACTOR, clock.instant())
            .invoke(alarm::rings)
            .chain(
                () -> SharedValueStore.share(connection, values, batch.policy(), clock.instant()))
            .invoke(alarm::rings)
            .replaceWithVoid();
  }

  /** What follows from who is who: surviving attributes, versions, and the change queue. */
  private Uni<Void> follow(SqlConnection connection, Batch batch) {
    return SurvivorshipStore.refresh(connection, batch.renamed())
        .map(batch::touched)
        .chain(touched -> IdentityStore.bump(connection, touched, clock.instant()))
        .chain(() -> ChangeQueue.note(connection, batch.queued()))
        // after the change queue, as those who recompute customers do
        .chain(() -> IdentityStore.lookAgain(connection, batch.news().earlier(), clock.instant()));
  }
}

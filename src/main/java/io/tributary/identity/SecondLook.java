package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.survivorship.SurvivorshipStore;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Looks again at customers of whom something came: rules made them as the facts came, and now they
 * become who they would be had all come in the order in which it happened. What no rule would have
 * merged so is taken back, as an unmerge is, and staff are asked; what a rule would have merged is
 * merged; what a steward made or confirmed stands.
 */
@ApplicationScoped
public class SecondLook {
  private static final Logger LOG = Logger.getLogger(SecondLook.class);

  /** So many profiles that hang together are looked at; more are nobody's family. */
  private static final int MOST_PROFILES = 5_000;

  private final Policies policies;
  private final SharedValueAlarm alarm;
  private final Clock clock;

  SecondLook(Policies policies, SharedValueAlarm alarm, Clock clock) {
    this.alarm = alarm;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * Looks at the customers of profiles that say something new, in the caller's transaction.
   *
   * @return how many merges were taken back or made
   */
  public Uni<Integer> at(SqlConnection connection, Collection<UUID> profiles) {
    return profiles.isEmpty()
        ? Uni.createFrom().item(0)
        : policies
            .current(connection)
            .chain(policy -> at(connection, policy, List.copyOf(profiles)));
  }

  private Uni<Integer> at(SqlConnection connection, IdentifierPolicy policy, List<UUID> profiles) {
    return SecondLookStore.reach(connection, profiles, policy, MOST_PROFILES + 1)
        .chain(
            reached -> {
              if (reached.size() <= MOST_PROFILES) {
                return mend(connection, policy, reached, Set.of());
              }
              if (profiles.size() == 1) {
                LOG.warnf(
                    "more than %d profiles hang together with %s: their customers stay as they are",
                    MOST_PROFILES, profiles.get(0));
                return Uni.createFrom().item(0);
              }
              int half = profiles.size() / 2;
              return at(connection, policy, profiles.subList(0, half))
                  .chain(
                      one ->
                          at(connection, policy, profiles.subList(half, profiles.size()))
                              .map(other -> one + other));
            });
  }

  /**
   * Reads, decides, and does it when all whom it concerns are held; else holds them and begins
   * anew. Where nothing is to be done nobody is held.
   */
  private Uni<Integer> mend(
      SqlConnection connection, IdentifierPolicy policy, Set<UUID> reached, Set<UUID> held) {
    return SecondLookStore.read(connection, reached, policy)
        .map(found -> new Mended(policy, found))
        .chain(
            mended -> {
              Set<UUID> concerned = mended.concerned();
              if (held.containsAll(concerned)) {
                return concerned.isEmpty() ? Uni.createFrom().item(0) : follow(connection, mended);
              }
              concerned.addAll(held);
              return MergeStore.lockProfilesBeside(connection, concerned)
                  .chain(() -> SecondLookStore.lockClaims(connection, concerned))
                  .chain(() -> SceneStore.lock(connection, concerned))
                  .chain(() -> mend(connection, policy, reached, concerned));
            });
  }

  private Uni<Integer> follow(SqlConnection connection, Mended mended) {
    Instant now = clock.instant();
    Set<UUID> changed = mended.changed();
    List<Replay.Standing> taken = mended.cuts().stream().map(Replay.Cut::standing).toList();
    List<UUID> merges = mended.merges().stream().map(merge -> Ids.next()).toList();
    Set<UUID> parted = new HashSet<>();
    taken.forEach(merge -> parted.addAll(List.of(merge.survivor(), merge.absorbed())));
    return MergeStore.lock(connection, changed)
        .chain(() -> SecondLookStore.cut(connection, changed, taken, now))
        .chain(() -> SecondLookStore.unmark(connection, mended.unshared()))
        .chain(() -> SecondLookStore.claim(connection, mended.claims()))
        .chain(() -> IdentityStore.dropClaims(connection, mended.givenUp()))
        .chain(() -> SecondLookStore.hold(connection, mended.over(), mended.under()))
        .chain(
            () ->
                IdentityStore.merge(
                    connection, mended.merges(), merges, Identities.ACTOR, null, now))
        .chain(() -> IdentityStore.place(connection, mended.places()))
        .chain(() -> SharedValueStore.mark(connection, mended.shared(), Identities.ACTOR, now))
        .invoke(alarm::rings)
        .chain(() -> IdentityStore.openReviews(connection, reviews(mended.cuts()), now))
        .chain(() -> SecondLookStore.compareAgain(connection, parted, now))
        .chain(() -> SurvivorshipStore.refresh(connection, changed))
        .chain(() -> IdentityStore.bump(connection, changed, now))
        .chain(() -> ChangeQueue.note(connection, changed))
        .replaceWith(taken.size() + merges.size());
  }

  private static List<Resolution.Review> reviews(List<Replay.Cut> cuts) {
    List<Resolution.Review> reviews = new ArrayList<>();
    for (Replay.Cut cut : cuts) {
      if (cut.guard() != null) {
        reviews.add(
            new Resolution.Review(
                cut.standing().survivor(), cut.standing().absorbed(), cut.guard(), List.of()));
      }
    }
    return reviews;
  }
}

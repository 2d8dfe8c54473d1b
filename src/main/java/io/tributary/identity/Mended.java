package io.tributary.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What must change, so that customers are who they would be had all come in the order in which it
 * happened. A rule: no database, no clock.
 */
final class Mended {
  private final SecondLookStore.Found found;
  private final Replay replay;
  private final Map<UUID, UUID> above = new HashMap<>();
  private final Map<UUID, Set<UUID>> profiles = new HashMap<>();
  private final List<Resolution.Merge> merges = new ArrayList<>();
  private final Map<UUID, Resolution.Place> places = new HashMap<>();
  private final Set<UUID> changed = new HashSet<>();

  Mended(IdentifierPolicy policy, SecondLookStore.Found found) {
    this.found = found;
    this.replay = new Replay(policy, found.facts());
    found.facts().standing().forEach(merge -> above.put(merge.absorbed(), merge.survivor()));
    replay.cuts().forEach(cut -> changed.add(root(cut.standing().absorbed())));
    replay.cuts().forEach(cut -> above.remove(cut.standing().absorbed()));
    replay.cuts().forEach(cut -> changed.add(cut.standing().absorbed()));
    replay.cuts().forEach(cut -> changed.add(root(cut.standing().survivor())));
    for (Replay.Member member : found.facts().members()) {
      UUID root = root(member.home());
      profiles.computeIfAbsent(root, r -> new HashSet<>()).add(member.profile());
    }
    replay.joined().forEach(this::join);
  }

  private UUID root(UUID customer) {
    UUID root = customer;
    while (above.containsKey(root)) {
      root = above.get(root);
    }
    return root;
  }

  private void join(Replay.Joined joined) {
    UUID one = root(joined.one());
    UUID other = root(joined.other());
    if (one.equals(other)) {
      return;
    }
    boolean oneIsOlder = byAge(one, other) < 0;
    UUID winner = oneIsOlder ? one : other;
    UUID loser = oneIsOlder ? other : one;
    List<UUID> moved = profiles.getOrDefault(loser, Set.of()).stream().sorted().toList();
    merges.add(new Resolution.Merge(winner, loser, joined.rule(), joined.evidence(), moved));
    above.put(loser, winner);
    profiles.computeIfAbsent(winner, w -> new HashSet<>()).addAll(moved);
    profiles.remove(loser);
    moved.forEach(
        profile -> places.put(profile, new Resolution.Place(replay.home(profile), winner)));
    changed.add(winner);
    changed.add(loser);
  }

  private int byAge(UUID one, UUID other) {
    int byTime =
        found
            .created()
            .getOrDefault(one, Instant.MAX)
            .compareTo(found.created().getOrDefault(other, Instant.MAX));
    return byTime != 0 ? byTime : one.toString().compareTo(other.toString());
  }

  /** The merges to take back. */
  List<Replay.Cut> cuts() {
    return replay.cuts();
  }

  /** The merges to make, once those are taken back. */
  List<Resolution.Merge> merges() {
    return merges;
  }

  /** Where the profiles stand that merges move. */
  Map<UUID, Resolution.Place> places() {
    return places;
  }

  /** The customers who get or lose profiles. */
  Set<UUID> changed() {
    return changed;
  }

  /** The values that several people have, as it turned out, each with the reason. */
  Map<UUID, String> shared() {
    return replay.newlyShared();
  }

  /** The values that are one person's after all. */
  Set<UUID> unshared() {
    return replay.noLongerShared();
  }

  /** Values that belong to somebody else, or that nobody had. */
  List<ResolutionStore.Claim> claims() {
    Map<UUID, ResolutionStore.Claim> claims = new HashMap<>();
    for (Replay.Tie tie : found.facts().ties()) {
      UUID hash = tie.identifier().hash();
      UUID owner = replay.claims().get(hash);
      boolean isNobodys = !found.facts().values().containsKey(hash);
      if (tie.profile().equals(owner) && isElsewhere(hash, owner)
          // what several people have is known by whose it was first
          || isNobodys && replay.newlyShared().containsKey(hash)) {
        claims.put(hash, new ResolutionStore.Claim(tie.identifier(), tie.profile(), tie.at()));
      }
    }
    return List.copyOf(claims.values());
  }

  private boolean isElsewhere(UUID hash, UUID owner) {
    Replay.Value value = found.facts().values().get(hash);
    if (value == null) {
      return true;
    }
    UUID home = replay.home(value.claimedBy());
    // what belongs to somebody who is left out, as who is to be erased is, stays theirs
    return home != null && !replay.areOne(home, replay.home(owner));
  }

  /** Values that nobody may have, since the customers who carry them have enough of their kind. */
  Set<UUID> givenUp() {
    Set<UUID> hashes = new HashSet<>();
    replay.surplus().stream()
        .map(Replay.Surplus::hash)
        .filter(hash -> !replay.claims().containsKey(hash))
        .filter(hash -> isOfThese(found.facts().values().get(hash)))
        .forEach(hashes::add);
    return hashes;
  }

  private boolean isOfThese(Replay.Value value) {
    return value != null && replay.home(value.claimedBy()) != null;
  }

  /** Values that are over a limit and were not. */
  List<Replay.Surplus> over() {
    return replay.surplus().stream().filter(one -> !found.held().contains(one)).toList();
  }

  /** Values that were over a limit and are no longer. */
  List<Replay.Surplus> under() {
    return found.held().stream().filter(one -> !replay.surplus().contains(one)).toList();
  }

  /** The profiles whose customers must be held before any of this is done; none when nothing is. */
  Set<UUID> concerned() {
    Set<UUID> concerned = new HashSet<>();
    found
        .customers()
        .forEach(
            (profile, customer) -> {
              if (changed.contains(customer) || changed.contains(replay.home(profile))) {
                concerned.add(profile);
              }
            });
    Set<UUID> values = new HashSet<>(shared().keySet());
    values.addAll(unshared());
    values.addAll(givenUp());
    claims().forEach(claim -> values.add(claim.identifier().hash()));
    found.facts().ties().stream()
        .filter(tie -> values.contains(tie.identifier().hash()))
        .forEach(tie -> concerned.add(tie.profile()));
    over().forEach(one -> concerned.add(one.profile()));
    under().forEach(one -> concerned.add(one.profile()));
    concerned.removeIf(Objects::isNull);
    return concerned;
  }
}

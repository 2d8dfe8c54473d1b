package io.tributary.identity;

import io.tributary.identity.device.DeviceHistory;
import io.tributary.platform.Ids;
import io.tributary.platform.keys.KeyRing;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Which profile each fact of a batch hangs on: the one its key names or, of what happened
 * anonymously on a device where somebody was signed in before, the one of that visit.
 */
final class Naming {
  private static final Comparator<UUID> BY_TEXT = Comparator.comparing(UUID::toString);

  private final UUID source;
  private final List<ProfileFact> facts;
  private final Map<ProfileKey, UUID> hashes = new HashMap<>();
  private final Map<UUID, UUID> proposed = new TreeMap<>(BY_TEXT);
  private final Map<UUID, UUID> profiles = new HashMap<>();
  private final Set<UUID> made = new HashSet<>();
  private final UUID[] names;
  private Map<UUID, DeviceHistory> devices = Map.of();

  Naming(Source source, List<ProfileFact> facts) {
    this.source = source.uuid();
    this.facts = facts;
    this.names = new UUID[facts.size()];
    for (int i = 0; i < facts.size(); i++) {
      names[i] = name(facts.get(i).key());
      facts.get(i).links().forEach(this::name);
    }
  }

  private UUID name(ProfileKey key) {
    UUID hash = hashes.computeIfAbsent(key, k -> hash(source, k));
    proposed.computeIfAbsent(hash, h -> Ids.next());
    return hash;
  }

  /** What a source's key is found by: a keyed hash. */
  static UUID hash(UUID source, ProfileKey key) {
    return KeyRing.inUse().blind(bare(source, key));
  }

  private static UUID bare(UUID source, ProfileKey key) {
    return Ids.hash("profile", source.toString(), key.kind().name(), key.value());
  }

  /** What the visit of a device since an instant is found by. */
  private static UUID visit(UUID source, ProfileKey device, Instant since) {
    return KeyRing.inUse()
        .blind(Ids.hash("visit", bare(source, device).toString(), since.toString()));
  }

  /** The keys that have no profile yet, sorted. */
  List<ResolutionStore.Key> open() {
    return proposed.entrySet().stream()
        .filter(entry -> !profiles.containsKey(entry.getKey()))
        .map(entry -> new ResolutionStore.Key(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Takes the profiles of keys; answers those of them that were there before. */
  Collection<UUID> found(Map<UUID, UUID> found) {
    profiles.putAll(found);
    Set<UUID> known = new TreeSet<>();
    found.forEach(
        (hash, profile) -> {
          if (profile.equals(proposed.get(hash))) {
            made.add(profile);
          } else {
            known.add(profile);
          }
        });
    return known;
  }

  /** Forgets profiles whose person was erased meanwhile: their keys are free again. */
  void forget(Collection<UUID> erased) {
    profiles.values().removeAll(erased);
  }

  /** The devices on which something happened or somebody was signed in. */
  Set<UUID> devices() {
    Set<UUID> result = new TreeSet<>();
    for (ProfileFact fact : facts) {
      if (isVisitor(fact.key())) {
        result.add(hashes.get(fact.key()));
      } else {
        visitors(fact).forEach(link -> result.add(hashes.get(link)));
      }
    }
    return result;
  }

  /** Takes what is known of the devices, and puts this batch's facts where they belong. */
  void devicesAre(Map<UUID, DeviceHistory> found) {
    devices = found;
    for (int i = 0; i < facts.size(); i++) {
      ProfileFact fact = facts.get(i);
      if (!isVisitor(fact.key())) {
        UUID person = profile(i);
        visitors(fact)
            .forEach(link -> devices.get(hashes.get(link)).signedIn(fact.occurredAt(), person));
      }
    }
    for (int i = 0; i < facts.size(); i++) {
      Instant since = since(i);
      if (since != null && !since.equals(DeviceHistory.BEGINNING)) {
        names[i] = visit(source, facts.get(i).key(), since);
        proposed.computeIfAbsent(names[i], h -> Ids.next());
      }
    }
  }

  /** Notes this batch's visits, once their profiles are known. */
  void note() {
    for (int i = 0; i < facts.size(); i++) {
      ProfileFact fact = facts.get(i);
      Instant since = since(i);
      if (since != null) {
        device(fact).visited(since, profile(i), fact.occurredAt());
      } else {
        visitors(fact)
            .forEach(link -> devices.get(hashes.get(link)).begun(profile(link), fact.occurredAt()));
      }
    }
  }

  private Instant since(int fact) {
    ProfileKey key = facts.get(fact).key();
    return isVisitor(key) ? device(facts.get(fact)).since(facts.get(fact).occurredAt()) : null;
  }

  private DeviceHistory device(ProfileFact fact) {
    return devices.get(hashes.get(fact.key()));
  }

  /** A profile says itself whose it is. */
  void settle(int fact) {
    if (isVisitor(facts.get(fact).key())) {
      device(facts.get(fact)).settle(profile(fact));
    }
  }

  /** The visits that change hands, each with the profile of who gets it; null for nobody. */
  Map<UUID, UUID> assign() {
    Map<UUID, UUID> changed = new TreeMap<>(BY_TEXT);
    devices.values().stream()
        .filter(DeviceHistory::isWatched)
        .forEach(device -> changed.putAll(device.assign()));
    return changed;
  }

  /** What is known of the devices now. */
  Map<UUID, DeviceHistory> histories() {
    return devices;
  }

  private static boolean isVisitor(ProfileKey key) {
    return key.kind() == IdentifierKind.ANONYMOUS_ID;
  }

  private static List<ProfileKey> visitors(ProfileFact fact) {
    return fact.links().stream().filter(Naming::isVisitor).toList();
  }

  /** The profiles of those whom a fact names as the same person by a source's own id. */
  List<UUID> links(int fact) {
    ProfileKey own = facts.get(fact).key();
    return facts.get(fact).links().stream()
        .filter(link -> !link.equals(own) && !isVisitor(link))
        .map(this::profile)
        .toList();
  }

  /** The profile that a fact hangs on. */
  UUID profile(int fact) {
    return profiles.get(names[fact]);
  }

  /** The profile that a key names. */
  UUID profile(ProfileKey key) {
    return profiles.get(hashes.get(key));
  }

  /** Whether this batch makes a profile. */
  boolean isNew(UUID profile) {
    return made.contains(profile);
  }

  /** The profiles that this batch makes. */
  Set<UUID> made() {
    return made;
  }
}

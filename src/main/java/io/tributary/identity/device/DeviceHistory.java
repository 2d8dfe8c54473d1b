package io.tributary.identity.device;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One device (an anonymous id of a source): who was signed in on it when, and the visits between. A
 * visit is what happened anonymously between two sign-ins; it is the person's who signs in next.
 * After the last sign-in it is that person's as long as nobody else was ever signed in there. A
 * visit that may be two people's is nobody's: that is mended later, the opposite is not. A rule: no
 * database, no clock; the order in which facts come matters only where one that came late cuts a
 * visit in two, and then the visit is nobody's.
 */
public final class DeviceHistory {
  /** The beginning of the visit before the first sign-in. */
  public static final Instant BEGINNING = Instant.parse("0001-01-01T00:00:00Z");

  private static final Duration ROW = Duration.ofMinutes(30);

  private static final Comparator<SignIn> BY_TIME =
      Comparator.comparing(SignIn::at).thenComparing(signIn -> signIn.profile().toString());

  /**
   * Somebody was signed in.
   *
   * @param at when
   * @param profile whose
   */
  public record SignIn(Instant at, UUID profile) {}

  /**
   * Anonymous facts between two sign-ins.
   *
   * @param since the sign-in before, or the beginning
   * @param profile what the facts hang on
   * @param owner the profile of who signed in; null while it is nobody's
   * @param settled whether it says itself whose it is, by an identifier of its own
   * @param first when its first fact happened
   * @param last when its last one did
   */
  public record Visit(
      Instant since, UUID profile, UUID owner, boolean settled, Instant first, Instant last) {
    private Visit with(Instant at) {
      return new Visit(
          since,
          profile,
          owner,
          settled,
          at.isBefore(first) ? at : first,
          at.isAfter(last) ? at : last);
    }

    private Visit of(UUID other, boolean isSettled) {
      return new Visit(since, profile, other, isSettled, first, last);
    }
  }

  private final NavigableSet<SignIn> signIns = new TreeSet<>(BY_TIME);
  private final Map<Instant, Visit> visits = new TreeMap<>();
  private final Set<SignIn> added = new HashSet<>();
  private final Set<SignIn> removed = new HashSet<>();
  private final Set<Instant> changed = new HashSet<>();
  private final boolean wasWatched;

  /** A device as it is known. */
  public DeviceHistory(List<SignIn> signIns, List<Visit> visits) {
    this.signIns.addAll(signIns);
    this.wasWatched = !signIns.isEmpty();
    visits.forEach(visit -> this.visits.put(visit.since(), visit));
  }

  /** Whether anybody was ever signed in here. */
  public boolean isWatched() {
    return !signIns.isEmpty();
  }

  /**
   * Somebody was signed in. Of one person's unbroken row within half an hour the first and the last
   * are kept: what happened between them is theirs, unless somebody else's sign-in comes late.
   */
  public void signedIn(Instant at, UUID profile) {
    SignIn now = new SignIn(at, profile);
    if (signIns.contains(now)) {
      return;
    }
    SignIn before = signIns.lower(now);
    SignIn after = signIns.higher(now);
    if (isOneRow(before, now) && isOneRow(before, after)) {
      return;
    }
    if (isOneRow(before, now) && after == null && !visits.containsKey(before.at())) {
      SignIn first = signIns.lower(before);
      if (isOneRow(first, now)) {
        drop(before);
      }
    }
    signIns.add(now);
    added.add(now);
  }

  private static boolean isOneRow(SignIn one, SignIn later) {
    return one != null
        && later != null
        && one.profile().equals(later.profile())
        && Duration.between(one.at(), later.at()).compareTo(ROW) < 0;
  }

  private void drop(SignIn signIn) {
    signIns.remove(signIn);
    if (!added.remove(signIn)) {
      removed.add(signIn);
    }
  }

  /** The beginning of the visit in which something happened: the last sign-in before it. */
  public Instant since(Instant at) {
    return signIns.stream()
        .map(SignIn::at)
        .filter(signIn -> signIn.isBefore(at))
        .reduce(BEGINNING, (one, later) -> later);
  }

  /** Something happened anonymously in the visit that began then; it hangs on a profile. */
  public void visited(Instant since, UUID profile, Instant at) {
    if (!visits.containsKey(since)) {
      changed.add(since);
    }
    visits.merge(
        since, new Visit(since, profile, null, false, at, at), (known, seen) -> known.with(at));
  }

  /** The device itself became known; its profile stands for what was before the first sign-in. */
  public void begun(UUID profile, Instant at) {
    Visit first = new Visit(BEGINNING, profile, null, false, at, at);
    if (visits.putIfAbsent(BEGINNING, first) == null) {
      changed.add(BEGINNING);
    }
  }

  /** A profile says itself whose it is: no sign-in gives its facts away. */
  public void settle(UUID profile) {
    visits.replaceAll(
        (since, visit) -> visit.profile().equals(profile) ? visit.of(visit.owner(), true) : visit);
  }

  /** Gives every visit to whom it belongs; the visits that were somebody else's before. */
  public Map<UUID, UUID> assign() {
    Map<UUID, UUID> given = new HashMap<>();
    visits.replaceAll(
        (since, visit) -> {
          UUID owner = visit.settled() ? visit.owner() : owner(visit);
          if (!Objects.equals(owner, visit.owner())) {
            given.put(visit.profile(), owner);
            changed.add(since);
          }
          return visit.of(owner, visit.settled());
        });
    return given;
  }

  private UUID owner(Visit visit) {
    Instant end =
        signIns.stream()
            .map(SignIn::at)
            .filter(at -> !at.isBefore(visit.last()))
            .findFirst()
            .orElse(null);
    Set<UUID> people = new HashSet<>();
    for (SignIn signIn : signIns) {
      boolean counts =
          end == null || !signIn.at().isBefore(visit.first()) && !signIn.at().isAfter(end);
      if (counts) {
        people.add(signIn.profile());
      }
    }
    return people.size() == 1 ? people.iterator().next() : null;
  }

  /** Sign-ins that were not known. */
  public Set<SignIn> added() {
    return added;
  }

  /** Sign-ins that need not be known any longer. */
  public Set<SignIn> removed() {
    return removed;
  }

  /** The visits. */
  public List<Visit> visits() {
    return List.copyOf(visits.values());
  }

  /** The visits that are to be written; all of them when this is the first sign-in here. */
  List<Visit> unwritten() {
    return visits.values().stream()
        .filter(visit -> !wasWatched || changed.contains(visit.since()))
        .toList();
  }
}

package io.tributary.identity.linking.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts linked things into clusters, the best link first; a link that its guard refuses is left out,
 * so one bad link cannot glue two clusters together. Never plain connected components.
 *
 * @param <T> what is linked, in an order that decides ties
 */
public final class Clusters<T extends Comparable<? super T>> {
  /** A link between two things. */
  public record Link<T>(T one, T other, double weight) {}

  /** Says whether two clusters may become one because of a link. */
  @FunctionalInterface
  public interface Guard<T> {
    /** Whether it may be. */
    boolean allows(List<T> cluster, List<T> other, Link<T> link);
  }

  private final Map<T, List<T>> clusters = new HashMap<>();
  private final List<Link<T>> made = new ArrayList<>();
  private final List<Link<T>> refused = new ArrayList<>();

  private Clusters() {}

  /** Clusters by links, whatever order they come in. */
  public static <T extends Comparable<? super T>> Clusters<T> of(
      List<Link<T>> links, Guard<T> guard) {
    Clusters<T> clusters = new Clusters<>();
    Comparator<Link<T>> best =
        Comparator.<Link<T>>comparingDouble(Link::weight)
            .reversed()
            .thenComparing((Link<T> link) -> lower(link))
            .thenComparing((Link<T> link) -> higher(link));
    for (Link<T> link : links.stream().sorted(best).toList()) {
      clusters.take(link, guard);
    }
    return clusters;
  }

  private static <T extends Comparable<? super T>> T lower(Link<T> link) {
    return link.one().compareTo(link.other()) <= 0 ? link.one() : link.other();
  }

  private static <T extends Comparable<? super T>> T higher(Link<T> link) {
    return link.one().compareTo(link.other()) <= 0 ? link.other() : link.one();
  }

  private void take(Link<T> link, Guard<T> guard) {
    List<T> one = of(link.one());
    List<T> other = of(link.other());
    if (one == other) {
      return;
    }
    if (!guard.allows(one, other, link)) {
      refused.add(link);
      return;
    }
    List<T> larger = one.size() >= other.size() ? one : other;
    List<T> smaller = larger == one ? other : one;
    larger.addAll(smaller);
    smaller.forEach(member -> clusters.put(member, larger));
    made.add(link);
  }

  /** The cluster of a thing; of itself alone when nothing links it. */
  public List<T> of(T thing) {
    return clusters.computeIfAbsent(thing, t -> new ArrayList<>(List.of(t)));
  }

  /** The links that made the clusters, in the order in which they did. */
  public List<Link<T>> made() {
    return made;
  }

  /** The links that a guard refused. */
  public List<Link<T>> refused() {
    return refused;
  }
}

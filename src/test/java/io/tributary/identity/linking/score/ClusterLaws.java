package io.tributary.identity.linking.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of clustering. */
class ClusterLaws {
  private static final int THINGS = 12;

  /** Two things that must never meet; and no cluster of more than five. */
  private static boolean allows(List<Integer> one, List<Integer> other, Clusters.Link<Integer> l) {
    return one.size() + other.size() <= 5
        && !(one.contains(0) && other.contains(1) || one.contains(1) && other.contains(0));
  }

  @Property(tries = 300)
  void links_in_any_order_give_the_same_clusters(
      @ForAll("links") List<Clusters.Link<Integer>> links, @ForAll Random random) {
    List<Clusters.Link<Integer>> shuffled = new ArrayList<>();
    for (Clusters.Link<Integer> link : links) {
      shuffled.add(
          random.nextBoolean()
              ? link
              : new Clusters.Link<>(link.other(), link.one(), link.weight()));
    }
    Collections.shuffle(shuffled, random);
    assertEquals(
        partition(Clusters.of(links, ClusterLaws::allows)),
        partition(Clusters.of(shuffled, ClusterLaws::allows)));
  }

  @Property(tries = 300)
  void no_chain_of_links_gets_round_a_guard(@ForAll("links") List<Clusters.Link<Integer>> links) {
    Clusters<Integer> clusters = Clusters.of(links, ClusterLaws::allows);
    for (Set<Integer> cluster : partition(clusters)) {
      assertTrue(cluster.size() <= 5);
      assertTrue(!cluster.containsAll(Set.of(0, 1)));
    }
  }

  @Property(tries = 300)
  void every_link_is_made_or_refused_or_says_nothing_new(
      @ForAll("links") List<Clusters.Link<Integer>> links) {
    Clusters<Integer> clusters = Clusters.of(links, ClusterLaws::allows);
    for (Clusters.Link<Integer> link : links) {
      if (!clusters.refused().contains(link)) {
        assertSame(clusters.of(link.one()), clusters.of(link.other()));
      }
    }
    assertEquals(THINGS - clusters.made().size(), partition(clusters).size());
  }

  private static Set<Set<Integer>> partition(Clusters<Integer> clusters) {
    Set<Set<Integer>> partition = new HashSet<>();
    for (int thing = 0; thing < THINGS; thing++) {
      partition.add(new HashSet<>(clusters.of(thing)));
    }
    return partition;
  }

  @Provide
  Arbitrary<List<Clusters.Link<Integer>>> links() {
    Arbitrary<Integer> thing = Arbitraries.integers().between(0, THINGS - 1);
    Arbitrary<Double> weight = Arbitraries.integers().between(1, 6).map(Integer::doubleValue);
    return Combinators.combine(thing, thing, weight)
        .as((one, other, bits) -> new Clusters.Link<>(one, other, bits))
        .filter(link -> !link.one().equals(link.other()))
        .list()
        .ofMaxSize(25);
  }
}

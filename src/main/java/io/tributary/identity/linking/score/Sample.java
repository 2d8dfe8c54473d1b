package io.tributary.identity.linking.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model is trained on.
 *
 * @param people the first so many of them drawn at random, then whoever shares a key with those
 * @param drawn how many were drawn at random
 * @param population how many profiles there are in all
 * @param pairs the pairs with at least one drawn profile that share a key, by the rule of the key
 */
public record Sample(
    List<Traits> people, int drawn, long population, Map<BlockingRule, List<Pair>> pairs) {
  /** Sample. */
  public Sample {
    pairs = Collections.unmodifiableMap(new EnumMap<>(pairs));
  }

  /** All the people there are. */
  static Sample all(List<Traits> people) {
    return of(people, people.size(), people.size());
  }

  /** Finds the pairs by the keys of the people themselves. */
  public static Sample of(List<Traits> people, int drawn, long population) {
    Map<BlockingRule, List<Pair>> pairs = new EnumMap<>(BlockingRule.class);
    for (BlockingRule rule : BlockingRule.values()) {
      Map<Long, List<Integer>> blocks = new HashMap<>();
      for (int i = 0; i < people.size(); i++) {
        for (long key : rule.keys(people.get(i))) {
          blocks.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
        }
      }
      Set<Pair> found = new LinkedHashSet<>();
      for (List<Integer> block : blocks.values()) {
        if (block.size() <= rule.mostProfiles()) {
          add(found, block, drawn);
        }
      }
      pairs.put(rule, List.copyOf(found));
    }
    return new Sample(people, drawn, population, pairs);
  }

  private static void add(Set<Pair> pairs, List<Integer> block, int drawn) {
    for (int i = 0; i < block.size() && block.get(i) < drawn; i++) {
      for (int j = i + 1; j < block.size(); j++) {
        pairs.add(new Pair(block.get(i), block.get(j)));
      }
    }
  }

  /** How many of a pair's two were drawn. */
  int ends(Pair pair) {
    return (pair.one() < drawn ? 1 : 0) + (pair.other() < drawn ? 1 : 0);
  }
}

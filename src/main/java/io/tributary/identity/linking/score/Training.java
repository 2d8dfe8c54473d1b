package io.tributary.identity.linking.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Finds a model without being told who is who. u comes from random pairs; m by expectation
 * maximisation (Dempster, Laird and Rubin, 1977) over the pairs of each blocking rule, leaving out
 * the fields that the rule itself makes agree, and is then averaged over the rules.
 */
public final class Training {
  private static final int RANDOM_PAIRS = 200_000;
  private static final int ROUNDS = 3;
  private static final int MOST_STEPS = 100;
  private static final double SETTLED = 1e-5;
  private static final double LEAST_KNOWN = .01;
  private static final double SMOOTH = .1;

  private final Sample sample;
  private final List<Traits> people;
  private final List<Field> fields;
  private final Map<BlockingRule, Patterns> blocked = new EnumMap<>(BlockingRule.class);
  private final Patterns all;
  private final Patterns random;

  /** Level patterns of pairs with how many pairs have each. */
  private record Patterns(List<byte[]> levels, double[] counts) {
    double total() {
      return Arrays.stream(counts).sum();
    }
  }

  /** What the steps of expectation maximisation move. */
  private record Shares(Map<Field, double[]> m, Map<Field, double[]> u) {}

  private Training(Sample sample, long seed) {
    this.sample = sample;
    this.people = sample.people();
    this.fields =
        Arrays.stream(Field.values())
            .filter(field -> known(people, field) >= LEAST_KNOWN * people.size())
            .toList();
    sample.pairs().forEach((rule, pairs) -> blocked.put(rule, patterns(pairs)));
    List<Pair> union =
        sample.pairs().values().stream().flatMap(Collection::stream).distinct().toList();
    this.all = patterns(union, pair -> sample.ends(pair));
    this.random = patterns(randomPairs(sample.drawn(), seed));
  }

  private static long known(List<Traits> people, Field field) {
    return people.stream().filter(field::isKnown).count();
  }

  private static List<Pair> randomPairs(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long possible = (long) size * (size - 1) / 2;
    List<Pair> pairs = new ArrayList<>();
    if (possible <= RANDOM_PAIRS) {
      for (int i = 0; i < size; i++) {
        for (int j = i + 1; j < size; j++) {
          pairs.add(new Pair(i, j));
        }
      }
      return pairs;
    }
    while (pairs.size() < RANDOM_PAIRS) {
      int one = random.nextInt(size);
      int other = random.nextInt(size);
      if (one != other) {
        pairs.add(new Pair(one, other));
      }
    }
    return pairs;
  }

  private Patterns patterns(List<Pair> pairs) {
    return patterns(pairs, pair -> 1);
  }

  private Patterns patterns(List<Pair> pairs, ToIntFunction<Pair> times) {
    Map<String, Integer> counts = new HashMap<>();
    char[] buffer = new char[fields.size()];
    for (Pair pair : pairs) {
      Traits a = people.get(pair.one());
      Traits b = people.get(pair.other());
      for (int f = 0; f < buffer.length; f++) {
        buffer[f] = (char) (fields.get(f).compare(a, b) + 1);
      }
      counts.merge(new String(buffer), times.applyAsInt(pair), Integer::sum);
    }
    List<byte[]> levels = new ArrayList<>();
    double[] numbers = new double[counts.size()];
    for (Map.Entry<String, Integer> entry : new TreeMap<>(counts).entrySet()) {
      byte[] pattern = new byte[buffer.length];
      for (int f = 0; f < pattern.length; f++) {
        pattern[f] = (byte) (entry.getKey().charAt(f) - 1);
      }
      numbers[levels.size()] = entry.getValue();
      levels.add(pattern);
    }
    return new Patterns(levels, numbers);
  }

  /**
   * Trains a model: the same sample and seed give the same model.
   *
   * @param terms how usual values are among all people
   * @param seed of the random pairs
   */
  public static Model fit(Sample sample, Terms terms, long seed) {
    return new Training(sample, seed).fit(terms);
  }

  /** Trains a model on all there is. */
  public static Model fit(List<Traits> people, long seed) {
    return fit(Sample.all(people), Terms.count(people), seed);
  }

  private Model fit(Terms terms) {
    Map<Field, double[]> u = shares(random, null);
    Shares shares = new Shares(startingM(), u);
    double prior = 1.0 / Math.max(sample.population(), 2);
    for (int round = 0; round < ROUNDS; round++) {
      shares = new Shares(maximise(shares), shares.u());
      prior = prior(shares, prior);
      double[] notOnePerson = probabilities(random, shares, prior, fields);
      for (int i = 0; i < notOnePerson.length; i++) {
        notOnePerson[i] = random.counts()[i] * (1 - notOnePerson[i]);
      }
      shares = new Shares(shares.m(), shares(random, notOnePerson));
    }
    List<Model.FieldWeights> weights = new ArrayList<>();
    for (Field field : fields) {
      weights.add(new Model.FieldWeights(field, shares.m().get(field), shares.u().get(field)));
    }
    return new Model(prior, weights, terms);
  }

  /** Most of one person's profiles agree: where the search for m begins. */
  private Map<Field, double[]> startingM() {
    Map<Field, double[]> m = new EnumMap<>(Field.class);
    for (Field field : fields) {
      double[] shares = new double[field.levels().size()];
      Arrays.fill(shares, .2 / (shares.length - 1));
      shares[0] = .8;
      m.put(field, shares);
    }
    return m;
  }

  /** m of each field, averaged over the rules that do not imply it, by the pairs they found. */
  private Map<Field, double[]> maximise(Shares start) {
    Map<Field, double[]> sums = new EnumMap<>(Field.class);
    Map<Field, double[]> fallback = new EnumMap<>(start.m());
    for (Map.Entry<BlockingRule, Patterns> entry : blocked.entrySet()) {
      List<Field> free =
          fields.stream().filter(f -> !entry.getKey().implied().contains(f)).toList();
      if (entry.getValue().total() < 20 || free.size() < 2) {
        continue;
      }
      Map<Field, double[]> found = maximise(entry.getValue(), free, start);
      for (Field field : free) {
        double[] sum = sums.computeIfAbsent(field, f -> new double[f.levels().size()]);
        for (int level = 0; level < sum.length; level++) {
          sum[level] += found.get(field)[level];
        }
      }
    }
    fields.forEach(field -> fallback.put(field, normalised(sums.get(field), start.m().get(field))));
    return fallback;
  }

  private static double[] normalised(double[] sums, double[] otherwise) {
    if (sums == null || Arrays.stream(sums).sum() <= 0) {
      return otherwise;
    }
    double[] shares = new double[sums.length];
    double total = Arrays.stream(sums).sum() + SMOOTH * sums.length;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (sums[i] + SMOOTH) / total;
    }
    return shares;
  }

  /** The pairs of one person that one rule found, counted by level, for each free field. */
  private Map<Field, double[]> maximise(Patterns patterns, List<Field> free, Shares start) {
    Map<Field, double[]> m = new EnumMap<>(start.m());
    double rate = .1;
    Map<Field, double[]> counts = Map.of();
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] p = probabilities(patterns, new Shares(m, start.u()), rate, free);
      counts = new EnumMap<>(Field.class);
      double found = 0;
      for (int i = 0; i < p.length; i++) {
        double weight = p[i] * patterns.counts()[i];
        found += weight;
        add(counts, free, patterns.levels().get(i), weight);
      }
      double moved = Math.abs(found / patterns.total() - rate);
      rate = Math.min(Math.max(found / patterns.total(), 1e-9), 1 - 1e-9);
      for (Field field : free) {
        double[] next = normalised(counts.get(field), m.get(field));
        for (int level = 0; level < next.length; level++) {
          moved = Math.max(moved, Math.abs(next[level] - m.get(field)[level]));
        }
        m.put(field, next);
      }
      if (moved < SETTLED) {
        break;
      }
    }
    for (Field field : free) {
      counts.computeIfAbsent(field, f -> new double[f.levels().size()]);
    }
    return counts;
  }

  private void add(Map<Field, double[]> counts, List<Field> free, byte[] levels, double weight) {
    for (Field field : free) {
      int level = levels[fields.indexOf(field)];
      if (level != Field.MISSING) {
        counts.computeIfAbsent(field, f -> new double[f.levels().size()])[level] += weight;
      }
    }
  }

  private double[] probabilities(
      Patterns patterns, Shares shares, double rate, List<Field> counted) {
    double[] result = new double[patterns.counts().length];
    double base = Math.log(rate / (1 - rate));
    double[][] logs = new double[fields.size()][];
    for (int f = 0; f < logs.length; f++) {
      logs[f] = logs(shares, fields.get(f), counted);
    }
    for (int i = 0; i < result.length; i++) {
      double sum = base;
      byte[] levels = patterns.levels().get(i);
      for (int f = 0; f < levels.length; f++) {
        if (levels[f] != Field.MISSING) {
          sum += logs[f][levels[f]];
        }
      }
      result[i] = 1 / (1 + Math.exp(-sum));
    }
    return result;
  }

  /** What each level adds to the logarithm of the odds; nothing for a field that does not count. */
  private static double[] logs(Shares shares, Field field, List<Field> counted) {
    double[] logs = new double[field.levels().size()];
    for (int level = 0; counted.contains(field) && level < logs.length; level++) {
      logs[level] = Math.log(shares.m().get(field)[level] / shares.u().get(field)[level]);
    }
    return logs;
  }

  /**
   * The share of all pairs that are one person, as many as the candidates hold: each drawn profile
   * with any other one, so a pair of two drawn ones counts for both.
   */
  private double prior(Shares shares, double before) {
    double possible = (double) sample.drawn() * (sample.population() - 1);
    double prior = before;
    for (int step = 0; step < 20; step++) {
      double[] p = probabilities(all, shares, prior, fields);
      double found = 1;
      for (int i = 0; i < p.length; i++) {
        found += p[i] * all.counts()[i];
      }
      prior = Math.min(found / possible, .5);
    }
    return prior;
  }

  private Map<Field, double[]> shares(Patterns patterns, double[] counts) {
    Map<Field, double[]> sums = new EnumMap<>(Field.class);
    double[] weights = counts == null ? patterns.counts() : counts;
    for (int i = 0; i < weights.length; i++) {
      add(sums, fields, patterns.levels().get(i), weights[i]);
    }
    Map<Field, double[]> u = new EnumMap<>(Field.class);
    for (Field field : fields) {
      u.put(field, normalised(sums.get(field), evenly(field)));
    }
    if (u.containsKey(Field.GIVEN_NAME) && u.containsKey(Field.FAMILY_NAME)) {
      // too rare for a sample: two people bear each other's names as often as the same ones
      double both = u.get(Field.GIVEN_NAME)[0] * u.get(Field.FAMILY_NAME)[0];
      u.get(Field.FAMILY_NAME)[4] = Math.max(u.get(Field.FAMILY_NAME)[4], both);
    }
    return u;
  }

  private static double[] evenly(Field field) {
    double[] shares = new double[field.levels().size()];
    Arrays.fill(shares, 1.0 / shares.length);
    return shares;
  }
}

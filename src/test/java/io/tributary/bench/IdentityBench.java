package io.tributary.bench;

import io.tributary.identity.linking.score.Accuracy;
import io.tributary.identity.linking.score.LabelledSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Precision, recall and F1 of the matching on labelled people, and its worst errors. */
public final class IdentityBench {
  private static final int WORST = 5;

  private IdentityBench() {}

  /** No arguments; the labelled sets must be in ../shared/data. */
  public static void main(String... arguments) {
    if (!LabelledSet.areThere()) {
      System.err.println("bench/identity: no labelled sets in " + LabelledSet.FOLDER);
      System.exit(1);
    }
    Map<String, Supplier<LabelledSet>> sets = new LinkedHashMap<>();
    sets.put("febrl/dataset1", () -> LabelledSet.febrl(1));
    sets.put("febrl/dataset2", () -> LabelledSet.febrl(2));
    sets.put("febrl/dataset3", () -> LabelledSet.febrl(3));
    sets.put("splink/fake_1000", LabelledSet::fake);
    sets.forEach(IdentityBench::report);
  }

  private static void report(String name, Supplier<LabelledSet> set) {
    long start = System.nanoTime();
    LabelledSet records = set.get();
    Accuracy accuracy = Accuracy.of(records);
    System.out.printf(
        "%s: %d records, %d true pairs, %.1f s%n",
        name, records.people().size(), records.truePairs(), (System.nanoTime() - start) / 1e9);
    System.out.println("  chosen: " + accuracy.chosen());
    System.out.println("  best:   " + accuracy.best());
    accuracy.worst(WORST).forEach(error -> System.out.println("    " + error));
  }
}

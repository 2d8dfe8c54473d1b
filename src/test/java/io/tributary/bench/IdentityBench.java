package io.tributary.bench;

import io.tributary.identity.linking.score.Accuracy;
import io.tributary.identity.linking.score.LabelledSet;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Precision, recall and F1 of the matching on labelled people, and its worst errors. */
public final class IdentityBench {
  private static final int WORST = 5;

  private IdentityBench() {}

  /** No arguments; the labelled sets must be in ../shared/data. */
  public static void main(String... arguments) throws IOException {
    if (!LabelledSet.areThere()) {
      System.err.println("bench/identity: no labelled sets in " + LabelledSet.FOLDER);
      System.exit(1);
    }
    Map<String, Supplier<LabelledSet>> sets = new LinkedHashMap<>();
    sets.put("febrl/dataset1", () -> LabelledSet.febrl(1));
    sets.put("febrl/dataset2", () -> LabelledSet.febrl(2));
    sets.put("febrl/dataset3", () -> LabelledSet.febrl(3));
    sets.put("splink/fake_1000", LabelledSet::fake);
    Result result = new Result("identity");
    hold(result, "febrl/dataset1", .99, 0, report("febrl/dataset1", sets, result));
    hold(result, "febrl/dataset2", .99, 0, report("febrl/dataset2", sets, result));
    hold(result, "febrl/dataset3", .995, 0, report("febrl/dataset3", sets, result));
    hold(result, "splink/fake_1000", .87, .96, report("splink/fake_1000", sets, result));
    result.end();
  }

  private static void hold(
      Result result, String name, double f1, double precision, Accuracy.Figures best) {
    result.hold(
        best.f1() >= f1,
        "F1 of %s at the best threshold is %.4f; it has to be %.3f",
        name,
        best.f1(),
        f1);
    result.hold(
        best.precision() >= precision,
        "precision of %s at the best threshold is %.4f; it has to be %.2f",
        name,
        best.precision(),
        precision);
  }

  private static Accuracy.Figures report(
      String name, Map<String, Supplier<LabelledSet>> sets, Result result) {
    long start = System.nanoTime();
    LabelledSet records = sets.get(name).get();
    Accuracy accuracy = Accuracy.of(records);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s: %d records, %d true pairs, %.1f s%n",
        name, records.people().size(), records.truePairs(), seconds);
    System.out.println("  chosen: " + accuracy.chosen());
    System.out.println("  best:   " + accuracy.best());
    accuracy.worst(WORST).forEach(error -> System.out.println("    " + error));
    result.put(
        Result.name(name),
        Map.of(
            "records",
            records.people().size(),
            "truePairs",
            records.truePairs(),
            "seconds",
            seconds,
            "chosen",
            figures(accuracy.chosen()),
            "best",
            figures(accuracy.best())));
    return accuracy.best();
  }

  private static Map<String, Object> figures(Accuracy.Figures at) {
    return Map.of(
        "thresholdBits",
        at.threshold(),
        "f1",
        at.f1(),
        "precision",
        at.precision(),
        "recall",
        at.recall());
  }
}

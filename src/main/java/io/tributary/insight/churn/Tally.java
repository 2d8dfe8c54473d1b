package io.tributary.insight.churn;

import java.util.List;

/** What a run has counted so far; batches that are judged at once may add to it. */
final class Tally {
  private final int[] levels = new int[ChurnLevel.values().length];
  private final int[] warned = new int[ChurnLevel.values().length - 1];
  private final int[] warnedLeft = new int[ChurnLevel.values().length - 1];
  private int tested;
  private int left;

  /** Counts levels at the run's instant. */
  synchronized void count(List<Judged> judged) {
    judged.forEach(one -> levels[one.verdict().level().ordinal()]++);
  }

  /** Counts the back-test: who was active then, who was warned and who bought nothing since. */
  synchronized void test(List<Judged> judged, int activeDays) {
    for (Judged one : judged) {
      if (one.signals().days() > activeDays) {
        continue;
      }
      tested++;
      boolean gone = !one.seen().boughtSince();
      left += gone ? 1 : 0;
      for (int i = 0; i < one.verdict().level().ordinal(); i++) {
        warned[i]++;
        warnedLeft[i] += gone ? 1 : 0;
      }
    }
  }

  int customers() {
    return java.util.Arrays.stream(levels).sum();
  }

  int tested() {
    return tested;
  }

  int left() {
    return left;
  }

  Integer[] levels() {
    return boxed(levels);
  }

  Integer[] warned() {
    return boxed(warned);
  }

  Integer[] warnedLeft() {
    return boxed(warnedLeft);
  }

  private static Integer[] boxed(int[] counts) {
    return java.util.Arrays.stream(counts).boxed().toArray(Integer[]::new);
  }
}

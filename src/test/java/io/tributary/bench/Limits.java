package io.tributary.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a bench has to keep: it ends with a sentence for each limit that is broken, and 1. */
final class Limits {
  private final String bench;
  private final List<String> broken = new ArrayList<>();

  Limits(String bench) {
    this.bench = bench;
  }

  /** Notes a limit that is broken; the words and their values say what it is and what was found. */
  void hold(boolean isKept, String words, Object... values) {
    if (!isKept) {
      broken.add(String.format(Locale.ROOT, words, values));
    }
  }

  /** Ends the process with 1 where a limit is broken. */
  void end() {
    broken.forEach(sentence -> System.err.println(bench + ": " + sentence));
    if (!broken.isEmpty()) {
      System.exit(1);
    }
  }
}

package io.tributary.identity.linking.score;

import org.apache.commons.text.similarity.JaroWinklerSimilarity;

/** How far two texts are apart. */
final class Distance {
  private static final JaroWinklerSimilarity JARO_WINKLER = new JaroWinklerSimilarity();

  private Distance() {}

  /**
   * Whether two texts are at least so similar after Jaro and Winkler, 0 to 1. Most texts have too
   * few letters in common, which is seen at a fraction of the cost.
   */
  static boolean areSimilar(String one, String other, double least) {
    int common = Math.min(lettersIn(one, letters(other)), lettersIn(other, letters(one)));
    double jaro = ((double) common / one.length() + (double) common / other.length() + 1) / 3;
    int prefix = 0;
    int most = Math.min(4, Math.min(one.length(), other.length()));
    while (prefix < most && one.charAt(prefix) == other.charAt(prefix)) {
      prefix++;
    }
    return jaro + .1 * prefix * (1 - jaro) >= least && JARO_WINKLER.apply(one, other) >= least;
  }

  private static long letters(String text) {
    long letters = 0;
    for (int i = 0; i < text.length(); i++) {
      letters |= 1L << text.charAt(i);
    }
    return letters;
  }

  private static int lettersIn(String text, long letters) {
    int found = 0;
    for (int i = 0; i < text.length(); i++) {
      found += (int) (letters >>> text.charAt(i) & 1);
    }
    return found;
  }

  /**
   * Whether one slip of the pen turns one text into the other: a character more, fewer, another, or
   * two neighbours exchanged.
   */
  static boolean isOneSlip(String one, String other) {
    String shorter = one.length() <= other.length() ? one : other;
    String longer = one.length() <= other.length() ? other : one;
    int extra = longer.length() - shorter.length();
    if (extra > 1) {
      return false;
    }
    int at = 0;
    while (at < shorter.length() && shorter.charAt(at) == longer.charAt(at)) {
      at++;
    }
    if (extra == 1) {
      return shorter.regionMatches(at, longer, at + 1, shorter.length() - at);
    }
    if (at == shorter.length()) {
      return false;
    }
    int rest = shorter.length() - at - 1;
    return shorter.regionMatches(at + 1, longer, at + 1, rest)
        || rest > 0
            && shorter.charAt(at) == longer.charAt(at + 1)
            && shorter.charAt(at + 1) == longer.charAt(at)
            && shorter.regionMatches(at + 2, longer, at + 2, rest - 1);
  }

  /**
   * The number of slips between two texts (optimal string alignment), or most + 1 where there are
   * more.
   */
  static int slips(String one, String other, int most) {
    if (Math.abs(one.length() - other.length()) > most) {
      return most + 1;
    }
    int width = other.length() + 1;
    int[] beforeLast = new int[width];
    int[] last = new int[width];
    int[] row = new int[width];
    for (int j = 0; j < width; j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      row[0] = i;
      int least = i;
      for (int j = 1; j < width; j++) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int best = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          best = Math.min(best, beforeLast[j - 2] + 1);
        }
        row[j] = best;
        least = Math.min(least, best);
      }
      if (least > most) {
        return most + 1;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return Math.min(last[width - 1], most + 1);
  }
}

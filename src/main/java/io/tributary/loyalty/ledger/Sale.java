package io.tributary.loyalty.ledger;

import java.math.BigInteger;
import java.util.List;

/**
 * What a sale earned and how much of it came back, so far. What is to be taken back follows from
 * this alone, so that any split and any order of the returns ends in the same: with returned values
 * rᵢ of lines worth vᵢ that earned gᵢ, and u returned without saying of which line,
 *
 * <pre>clawed = ⌊ R + (Σgᵢ − R) · u ÷ Σ(vᵢ − rᵢ) ⌋, R = Σ gᵢ·rᵢ/vᵢ</pre>
 *
 * which for a single line is ⌊granted · returned ÷ value⌋.
 *
 * @param lines with what they earned; a line that only came back says no value yet
 */
record Sale(List<Line> lines) {
  /** The name of the line that stands for the sale as a whole. */
  static final String WHOLE = "";

  /**
   * One line of a sale.
   *
   * @param name the line; {@link #WHOLE} for the sale as a whole
   * @param value what it was worth, in minor units; null while only returns have come, or when the
   *     other lines say it
   * @param granted points that it earned
   * @param returned value that came back, in minor units; more than the value counts as the value
   */
  record Line(String name, Long value, long granted, long returned) {
    private Fraction toTakeBack() {
      return value == null
          ? Fraction.ZERO
          : Fraction.of(granted, value).times(Math.min(returned, value));
    }

    private long left() {
      return value == null ? 0 : Math.max(0, value - returned);
    }
  }

  /** Points that the returns so far take back, whatever became of them. */
  long toTakeBack() {
    Fraction named = Fraction.ZERO;
    long granted = 0;
    long left = 0;
    long unnamed = 0;
    // a line that the sale does not tell apart is a part of the whole
    boolean hasWhole = lines.stream().anyMatch(l -> l.value() != null && l.name().equals(WHOLE));
    for (Line line : lines) {
      named = named.plus(line.toTakeBack());
      granted += line.value() == null ? 0 : line.granted();
      left += line.left();
      boolean isUnnamed = line.value() == null && (hasWhole || line.name().equals(WHOLE));
      unnamed += isUnnamed ? line.returned() : 0;
    }
    if (left == 0) {
      return named.floor();
    }
    Fraction rest = Fraction.of(granted, 1).plus(named.negated());
    return named.plus(rest.times(Math.min(unnamed, left)).dividedBy(left)).floor();
  }

  /** An exact fraction: floors in between would add up to more or less than the whole. */
  private record Fraction(BigInteger numerator, BigInteger denominator) {
    static final Fraction ZERO = of(0, 1);

    static Fraction of(long numerator, long denominator) {
      return new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    Fraction plus(Fraction other) {
      return new Fraction(
          numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
          denominator.multiply(other.denominator));
    }

    Fraction negated() {
      return new Fraction(numerator.negate(), denominator);
    }

    Fraction times(long factor) {
      return new Fraction(numerator.multiply(BigInteger.valueOf(factor)), denominator);
    }

    Fraction dividedBy(long divisor) {
      return new Fraction(numerator, denominator.multiply(BigInteger.valueOf(divisor)));
    }

    long floor() {
      return numerator.divide(denominator).longValueExact();
    }
  }
}

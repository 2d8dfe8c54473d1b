package io.tributary.identity.linking.score;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds figures on labelled people whom the product has never seen; bench/identity prints all. */
class AccuracyIT {
  @BeforeEach
  void the_labelled_sets_are_there() {
    assumeTrue(LabelledSet.areThere(), "skipped: ../shared/data is not there");
  }

  @Test
  void typed_in_errors_hide_hardly_anyone_in_febrl_1() {
    atLeast(.99, 1, Accuracy.of(LabelledSet.febrl(1)).best());
  }

  @Test
  void typed_in_errors_hide_hardly_anyone_in_febrl_2() {
    atLeast(.99, .99, Accuracy.of(LabelledSet.febrl(2)).best());
  }

  @Test
  void typed_in_errors_hide_hardly_anyone_in_febrl_3_and_what_is_merged_is_right() {
    Accuracy accuracy = Accuracy.of(LabelledSet.febrl(3));
    atLeast(.995, .999, accuracy.best());
    atLeast(.99, Accuracy.PRECISION, accuracy.chosen());
  }

  @Test
  void records_of_poor_quality_are_matched_better_than_was_published() {
    Accuracy accuracy = Accuracy.of(LabelledSet.fake());
    atLeast(.87, .96, accuracy.best());
    atLeast(.80, .99, accuracy.chosen());
  }

  private static void atLeast(double f1, double precision, Accuracy.Figures figures) {
    assertTrue(figures.f1() >= f1 && figures.precision() >= precision, figures.toString());
  }
}

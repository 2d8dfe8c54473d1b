package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PulseLaws {
  @Property
  void it_is_gone_after_so_many_beats_in_a_row_and_back_with_the_first_answer(
      @ForAll List<Boolean> answers, @ForAll @IntRange(min = 1, max = 6) int most) {
    Pulse pulse = Pulse.WELL;
    int inARow = 0;
    boolean isGone = false;
    for (boolean isAnswered : answers) {
      pulse = isAnswered ? Pulse.WELL : pulse.missed(most);
      inARow = isAnswered ? 0 : inARow + 1;
      isGone = !isAnswered && (isGone || inARow >= most);
      assertEquals(isGone, pulse.isGone());
    }
  }

  @Property
  void a_refusal_is_believed_at_once_and_forgotten_with_the_first_answer(
      @ForAll @IntRange(min = 0, max = 5) int missedBefore) {
    Pulse pulse = Pulse.WELL;
    for (int i = 0; i < missedBefore; i++) {
      pulse = pulse.missed(10);
    }
    assertTrue(pulse.refused().isGone());
    assertTrue(pulse.refused().missed(10).isGone());
  }
}

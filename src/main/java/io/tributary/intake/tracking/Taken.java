package io.tributary.intake.tracking;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What became of a call's messages, all of it committed or with the broker.
 *
 * @param accepted how many were taken in, now or before
 * @param rejected the others
 */
record Taken(int accepted, List<Rejection> rejected) {
  /** What became of a call's messages, in their order. */
  static Taken of(List<Reading> readings) {
    List<Rejection> rejected = new ArrayList<>();
    for (int i = 0; i < readings.size(); i++) {
      if (readings.get(i) instanceof Reading.Refusal refusal) {
        rejected.add(new Rejection(i, refusal.id(), refusal.reason()));
      }
    }
    return new Taken(readings.size() - rejected.size(), Collections.unmodifiableList(rejected));
  }

  /**
   * One refused message.
   *
   * @param index its place in the call, from 0
   * @param messageId the sender's id of it; null when there is none
   * @param reason what is wrong
   */
  record Rejection(int index, String messageId, String reason) {}
}

package io.tributary.intake.tracking;

import java.util.List;

/**
 * What became of a call's messages, all of it committed.
 *
 * @param accepted how many were taken in, now or before
 * @param rejected the others
 */
record Taken(int accepted, List<Rejection> rejected) {
  /**
   * One refused message.
   *
   * @param index its place in the call, from 0
   * @param messageId the sender's id of it; null when there is none
   * @param reason what is wrong
   */
  record Rejection(int index, String messageId, String reason) {}
}

package io.tributary.intake.bulk;

/**
 * A step that a body's bytes pass through as they arrive. What it is fed it gives out in pieces of
 * bounded size, so that whoever asks can wait between two of them.
 */
interface ByteStage {
  /** The most bytes of one piece. */
  int PIECE = 64 * 1024;

  /** Takes bytes; only once {@link #next} has said null. */
  void feed(byte[] bytes);

  /**
   * The next piece; null when more bytes are needed.
   *
   * @throws HttpRefusal when the bytes are not what they should be
   */
  byte[] next();

  /**
   * Says that there are no more bytes.
   *
   * @throws HttpRefusal when something is missing
   */
  void end();
}

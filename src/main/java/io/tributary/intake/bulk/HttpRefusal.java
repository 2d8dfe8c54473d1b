package io.tributary.intake.bulk;

/** A request that is not served: a status and a sentence that says what to do. */
final class HttpRefusal extends RuntimeException {
  private final int status;

  HttpRefusal(int status, String sentence) {
    super(sentence, null, false, false);
    this.status = status;
  }

  /** 400, the caller's mistake. */
  static HttpRefusal bad(String sentence) {
    return new HttpRefusal(400, sentence);
  }

  int status() {
    return status;
  }
}

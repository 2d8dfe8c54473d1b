package io.tributary.platform.keys;

/** A sealed value that these keys did not seal for this place. */
public final class NotOurs extends RuntimeException {
  NotOurs(String message) {
    super(message);
  }
}

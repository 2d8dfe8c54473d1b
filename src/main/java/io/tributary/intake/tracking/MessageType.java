package io.tributary.intake.tracking;

import java.util.Locale;
import java.util.Optional;

/** The calls of Segment's spec; each has a path of its own and a short form of it. */
enum MessageType {
  /** Who somebody is. */
  IDENTIFY("i"),
  /** Something somebody did. */
  TRACK("t"),
  /** A web page was seen. */
  PAGE("p"),
  /** A screen of an app was seen. */
  SCREEN("s"),
  /** Somebody belongs to a company or group. */
  GROUP("g"),
  /** Somebody was known by another id before. */
  ALIAS("a");

  private final String shortPath;

  MessageType(String shortPath) {
    this.shortPath = shortPath;
  }

  /** The last part of its path. */
  String path() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The last part of its short path. */
  String shortPath() {
    return shortPath;
  }

  /** The type that a message's field {@code type} names; empty for anything else. */
  static Optional<MessageType> of(Object type) {
    for (MessageType candidate : values()) {
      if (type instanceof String text && candidate.path().equals(text.toLowerCase(Locale.ROOT))) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}

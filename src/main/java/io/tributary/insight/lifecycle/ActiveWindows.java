package io.tributary.insight.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How long a purchase keeps a customer active: the window that was in force when it was made, so
 * that what a later run of refresh-churn finds leaves the past as it was. Purchases before the
 * first run have its window.
 *
 * @param from the window that was in force from each instant on
 * @param before where there was no run yet
 */
record ActiveWindows(NavigableMap<Instant, Duration> from, Duration before) {

  /** One window for all time. */
  static ActiveWindows always(Duration window) {
    return new ActiveWindows(new TreeMap<>(), window);
  }

  /** The window of a purchase. */
  Duration of(Instant purchase) {
    Map.Entry<Instant, Duration> inForce = from.floorEntry(purchase);
    if (inForce == null) {
      inForce = from.firstEntry();
    }
    return inForce == null ? before : inForce.getValue();
  }
}

package io.tributary.insight.value;

import io.tributary.insight.CustomerSegment;

/**
 * Whom a model is about.
 *
 * @param by by what customers are divided; null for all of them
 * @param name of their segment; null for all of them
 */
record ValueSegment(CustomerSegment by, String name) {
  static final ValueSegment ALL = new ValueSegment(null, null);
}

package io.tributary.insight.retention;

import org.eclipse.microprofile.graphql.Description;

/** What it is to be retained in period k. */
@Description("What it is to be retained in period k.")
public enum RetentionMeasure {
  /** A purchase in period k. */
  @Description("A purchase in period k.")
  BOUNDED,
  /** A purchase in period k or any later one. */
  @Description("A purchase in period k or any later one, up to asOf.")
  UNBOUNDED
}

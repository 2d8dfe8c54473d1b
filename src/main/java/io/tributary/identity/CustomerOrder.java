package io.tributary.identity;

import org.eclipse.microprofile.graphql.Description;

/** In which order customers are listed. */
@Description("In which order customers are listed.")
public enum CustomerOrder {
  /** The customers known last come first. */
  NEWEST,
  /** The customers known longest come first. */
  OLDEST,
  /** By name; customers without a name are left out. */
  DISPLAY_NAME
}

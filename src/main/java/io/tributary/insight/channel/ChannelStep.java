package io.tributary.insight.channel;

import org.eclipse.microprofile.graphql.Description;

/** What somebody did in a channel. */
@Description("What somebody did in a channel.")
public enum ChannelStep {
  /** A visit. */
  @Description("A visit, as refresh-visits has made it.")
  VISIT,
  /** An order that counts. */
  @Description("An order that counts.")
  PURCHASE
}

package io.tributary.commerce.cost;

import org.eclipse.microprofile.graphql.Description;

/** What a channel's cost was for. */
@Description("What a channel's cost was for.")
public enum CostKind {
  /** Paid for media: advertising, placements. */
  @Description("Paid for media.")
  MEDIA,
  /** Anything else: wages, tools, incentives. */
  @Description("Anything else: wages, tools, incentives.")
  OTHER
}

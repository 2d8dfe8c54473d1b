package io.tributary.insight.timeline;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What sort of thing happened. */
@Enum("TimelineKind")
@Description("What sort of thing happened.")
public enum TimelineKind {
  /** A sale. */
  ORDER,
  /** Money given back. */
  RETURN,
  /** Looked at a page, a screen or a product. */
  VIEW,
  /** Followed or unfollowed a social account. */
  FOLLOW,
  /** Came to a store. */
  VISIT,
  /** Wrote a review or a comment. */
  COMMENT,
  /** Joined a group or company. */
  GROUP,
  /** Anything else that a channel tracks. */
  INTERACTION,
  /** Two customers were found to be one person. */
  MERGE
}

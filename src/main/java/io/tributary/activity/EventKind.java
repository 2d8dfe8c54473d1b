package io.tributary.activity;

import org.eclipse.microprofile.graphql.Description;

/** What sort of thing a person did. */
@Description("What sort of thing a person did.")
public enum EventKind {
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
  /** Anything else a channel tracks. */
  INTERACTION
}

package io.tributary.identity.relation;

import org.eclipse.microprofile.graphql.Description;

/** Whom a profile is with. */
@Description("Whom a profile is with.")
public enum RelationKind {
  /** A member of staff who has them as an external contact. */
  STAFF,
  /** A group chat that they are in. */
  GROUP
}

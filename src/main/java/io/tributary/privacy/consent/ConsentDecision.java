package io.tributary.privacy.consent;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What a person decided; the later in this list, the stricter. */
@Enum("ConsentDecision")
@Description("What a person decided.")
public enum ConsentDecision {
  /** Agreed. */
  GRANTED,
  /** Agreed before, and no longer. */
  WITHDRAWN,
  /** Was asked and said no. */
  DENIED;

  boolean permits() {
    return this == GRANTED;
  }
}

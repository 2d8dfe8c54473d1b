package io.tributary.graphql.audit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What was done with data. */
@Enum("AuditAction")
@Description("What was done with data.")
public enum AuditAction {
  /** Somebody looked. */
  READ,
  /** Something was changed. */
  CHANGE,
  /** Everything on a person was handed out. */
  EXPORT,
  /** A person was erased. */
  ERASE,
  /** Values that are masked were shown, for a reason. */
  REVEAL
}

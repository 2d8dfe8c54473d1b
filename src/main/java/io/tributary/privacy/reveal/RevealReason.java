package io.tributary.privacy.reveal;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/**
 * Why somebody needs to see a person's values. A list, since a sentence would put personal data on
 * record that no erasure could take away.
 */
@Enum("RevealReason")
@Description("Why somebody needs to see a person's values.")
public enum RevealReason {
  /** The person asked to be called or written to. */
  CALL_BACK,
  /** Something is to be delivered or fetched. */
  DELIVERY,
  /** The person complains. */
  COMPLAINT,
  /** Somebody says that they are this person. */
  IDENTITY_CHECK,
  /** Misuse is looked into. */
  MISUSE,
  /** The law or a court asks for it. */
  LAW
}

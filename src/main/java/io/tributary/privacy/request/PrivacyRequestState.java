package io.tributary.privacy.request;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** How far a request has come. */
@Enum("PrivacyRequestState")
@Description("How far a request has come.")
public enum PrivacyRequestState {
  /** Asked for; nobody has made sure who asks. */
  RECEIVED,
  /** It is this person who asks. */
  VERIFIED,
  /** Done. */
  DONE,
  /** Refused, with the reason. */
  REFUSED,
  /** Taken back by who asked. */
  CANCELLED;

  boolean isOpen() {
    return this == RECEIVED || this == VERIFIED;
  }
}

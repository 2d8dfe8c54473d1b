package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** When a return takes back the tier that its money brought. */
@Enum("OnReturn")
@Description(
    "When a return takes back the tier that its money brought. IMMEDIATE: at the return. END_OF_DAY: when its local"
        + " day ends, so that an exchange on the same day costs nothing. AT_EXPIRY: the tier stays till it ends.")
public enum OnReturn {
  /** At the return: from then on the member has what the rest of the spending brings. */
  IMMEDIATE,
  /** When the return's local day ends, unless purchases of that day make up for it. */
  END_OF_DAY,
  /** Never before the tier ends; the return only counts against later purchases. */
  AT_EXPIRY
}

package io.tributary.identity.survivorship;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What makes one value of an attribute better than another. */
@Enum("SurvivorshipRule")
@Description("What makes one value of an attribute better than another.")
public enum SurvivorshipRule {
  /** Its source checked it. */
  VERIFIED,
  /** Its source has the higher trust rank. */
  TRUST_RANK,
  /** It was given later. */
  LATEST,
  /** More profiles gave it; case and width of letters do not matter. */
  MOST_FREQUENT,
  /** It has more characters. */
  LONGEST,
  /** None is better: all of them stay, the latest first. */
  KEEP_ALL
}

package io.tributary.loyalty.referral;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What makes a referral suspicious. */
@Enum("ReferralSuspicionKind")
@Description("What makes a referral suspicious.")
public enum ReferralSuspicionKind {
  /** The same phone number, verified or not. */
  SHARED_PHONE,
  /** The same e-mail address, verified or not. */
  SHARED_EMAIL,
  /** The same card. */
  SHARED_CARD,
  /** The same device, or visitors on one browser. */
  SHARED_DEVICE,
  /** The same postal address. */
  SHARED_ADDRESS,
  /** Another identifier in common. */
  SHARED_IDENTIFIER,
  /** Following who brought whom leads back to the new customer. */
  RING;

  /** What an identifier's kind that two have in common stands for. */
  static ReferralSuspicionKind of(String identifierKind) {
    return switch (identifierKind) {
      case "PHONE" -> SHARED_PHONE;
      case "EMAIL" -> SHARED_EMAIL;
      case "CARD_NUMBER" -> SHARED_CARD;
      case "ANONYMOUS_ID", "DEVICE_ID" -> SHARED_DEVICE;
      case "ADDRESS" -> SHARED_ADDRESS;
      default -> SHARED_IDENTIFIER;
    };
  }
}

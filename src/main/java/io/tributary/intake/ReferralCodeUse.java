package io.tributary.intake;

import io.tributary.activity.EventFact;
import io.tributary.activity.EventKind;
import io.tributary.identity.ProfileFact;
import java.util.Map;
import java.util.Optional;

/**
 * That somebody used a member's referral code, as a channel says in passing: by the attribute
 * {@code referral_code} of a person, or by an order's property or column of that name. It is kept
 * as an event, as if the channel had sent one.
 */
public final class ReferralCodeUse {
  /** The attribute. */
  public static final String ATTRIBUTE = "referral_code";

  private static final String NAME = "Referral Code Used";
  private static final int LONGEST = 40;

  private ReferralCodeUse() {}

  /**
   * The event that what is said of a person stands for; whose it is turns out later.
   *
   * @param saidIn the channel's id of what said it
   */
  public static Optional<EventFact> of(ProfileFact person, String saidIn) {
    Object code = person.attributes().get(ATTRIBUTE);
    boolean isCode = code instanceof String || code instanceof Number;
    String text = isCode ? code.toString() : "";
    return text.isBlank() || text.length() > LONGEST
        ? Optional.empty()
        : Optional.of(
            new EventFact(
                null,
                saidIn + "/referral code",
                EventKind.INTERACTION,
                NAME,
                person.occurredAt(),
                Map.of(ATTRIBUTE, text)));
  }
}

package io.tributary.privacy;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * The settings of privacy.
 *
 * @param guardianAge in years: who is younger needs the consent of a guardian
 * @param requestDays days within which a request is to be settled
 * @param refusedDays days for which refused rows and messages are kept
 * @param eventMonths whole months for which events are kept; 0 for as long as the person is known
 */
@Type("PrivacySettings")
@Description("The settings of privacy.")
public record PrivacySettings(
    @Description("In years: who is younger needs the consent of a guardian.") int guardianAge,
    @Description("Days within which a request of a person is to be settled.") int requestDays,
    @Description("Days for which refused rows and messages are kept.") int refusedDays,
    @Description("Whole months for which events are kept; 0 for as long as the person is known.")
        int eventMonths) {
  /** What holds until somebody sets it: PIPL article 31, GDPR article 12 (3), a quarter. */
  static final PrivacySettings DEFAULT = new PrivacySettings(14, 30, 90, 0);
}

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
 * @param orderMonths whole months for which is kept what was bought; 0 for ever
 * @param consentMonths whole months for which a decision is kept after another took its place; 0
 *     for as long as the person is known
 * @param auditMonths whole months for which audit records are kept; 0 for ever
 */
@Type("PrivacySettings")
@Description("The settings of privacy.")
public record PrivacySettings(
    @Description("In years: who is younger needs the consent of a guardian.") int guardianAge,
    @Description("Days within which a request of a person is to be settled.") int requestDays,
    @Description("Days for which refused rows and messages are kept.") int refusedDays,
    @Description("Whole months for which events are kept; 0 for as long as the person is known.")
        int eventMonths,
    @Description(
            "Whole months for which is kept what was bought; then an order keeps its time, place and amounts. 0 for ever.")
        int orderMonths,
    @Description(
            "Whole months for which a decision on consent is kept after another took its place; 0 for as long as the"
                + " person is known.")
        int consentMonths,
    @Description("Whole months for which audit records are kept; 0 for ever.") int auditMonths) {
  /** What holds until somebody sets it: PIPL article 31, GDPR article 12 (3), a quarter. */
  static final PrivacySettings DEFAULT = new PrivacySettings(14, 30, 90, 0, 0, 0, 0);
}

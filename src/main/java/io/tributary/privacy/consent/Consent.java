package io.tributary.privacy.consent;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A decision of a person, as it was recorded.
 *
 * @param uuid its id
 * @param purpose for what
 * @param channel by which way
 * @param decision what they decided
 * @param textVersion the version of the text that was shown
 * @param guardian who agreed for a minor
 * @param givenThrough where
 * @param occurredAt when they decided; null when nobody knows
 * @param recordedAt when it came here
 * @param recordedBy who recorded it
 * @param counts whether it is taken into account
 * @param profiles the profiles that it is about
 */
@Type("Consent")
@Description("A decision of a person, as it was recorded.")
public record Consent(
    @Ignore UUID uuid,
    @NonNull @Description("For what.") String purpose,
    @NonNull @Description("By which way.") ConsentChannel channel,
    @NonNull @Description("What they decided.") ConsentDecision decision,
    @Description("The version of the text that they were shown; null when unknown.")
        String textVersion,
    @Description("Who agreed for a minor.") String guardian,
    @NonNull @Description("Where: a form, a conversation, the source's name.") String givenThrough,
    @Description("When they decided; null when nobody knows.") OffsetDateTime occurredAt,
    @NonNull @Description("When it came here.") OffsetDateTime recordedAt,
    @NonNull @Description("Who recorded it: the subject of a token, or the source's name.")
        String recordedBy,
    @Description(
            "False for a grant that is not effective: of a minor without a guardian, or given by somebody who turned"
                + " out to be another person.")
        boolean counts,
    @NonNull @Description("The profiles that it is about, as TypeIDs.")
        List<@NonNull String> profiles) {}

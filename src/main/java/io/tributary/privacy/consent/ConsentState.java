package io.tributary.privacy.consent;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What stands now for a purpose and a channel.
 *
 * @param purpose for what
 * @param channel by which way
 * @param permits whether it may be done
 * @param decision the decision that stands
 * @param since when it was made; null when nobody knows
 * @param textVersion the version of the text that was shown; null when unknown
 */
@Type("ConsentState")
@Description("What stands now for a purpose and a channel.")
public record ConsentState(
    @NonNull @Description("For what.") String purpose,
    @NonNull @Description("By which way.") ConsentChannel channel,
    @Description("Whether it may be done; never while processingLimits are there.") boolean permits,
    @NonNull @Description("The decision that stands.") ConsentDecision decision,
    @Description("When it was made; null when nobody knows.") OffsetDateTime since,
    @Description("The version of the text that was shown; null when unknown.")
        String textVersion) {}

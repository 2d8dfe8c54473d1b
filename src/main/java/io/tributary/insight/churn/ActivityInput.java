package io.tributary.insight.churn;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Between which instants.
 *
 * @param from the period's start
 * @param asOf its end; now when null
 * @param activeDays the window of activity; as the settings say when null
 * @param timezone IANA name; the settings' when null
 */
@Input("ActivityInput")
@Description("Between which instants activity is compared.")
public record ActivityInput(
    @NonNull @Description("The period's start.") OffsetDateTime from,
    @Description("The period's end, excluded; now when left out, never later.") OffsetDateTime asOf,
    @Description(
            "So many days after a purchase a customer is active, 1 to 3650; when left out what"
                + " setChurnSettings says, or what the gaps between purchases call for.")
        Integer activeDays,
    @Description("IANA time zone of the days; the one of insightSettings when left out.")
        String timezone) {}

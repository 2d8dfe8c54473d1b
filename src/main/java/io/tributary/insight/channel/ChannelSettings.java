package io.tributary.insight.channel;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What counts as what in channels.
 *
 * @param registrationEvents names of events, in lower case
 * @param enquiryEvents names of events, in lower case
 * @param marginShare of net sales; null when it is not known
 */
@Type("ChannelSettings")
@Description("What counts as what in the figures of channels.")
public record ChannelSettings(
    @NonNull @Description("Names, in lower case, of the events that are a registration.")
        List<@NonNull String> registrationEvents,
    @NonNull @Description("Names, in lower case, of the events that are an enquiry.")
        List<@NonNull String> enquiryEvents,
    @Description("The part of net sales that is margin, 0 to 1; null when it is not known.")
        Double marginShare) {}

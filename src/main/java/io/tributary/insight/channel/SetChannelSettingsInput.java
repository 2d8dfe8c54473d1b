package io.tributary.insight.channel;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * Settings to change; null leaves them.
 *
 * @param registrationEvents 1 to 50 names
 * @param enquiryEvents 1 to 50 names
 * @param marginShare 0 to 1; below 0 takes it away
 */
@Input("SetChannelSettingsInput")
@Description("Settings to change; what is left out stays.")
public record SetChannelSettingsInput(
    @Description("1 to 50 names of events; case does not matter.") List<String> registrationEvents,
    @Description("1 to 50 names of events; case does not matter.") List<String> enquiryEvents,
    @Description("The part of net sales that is margin, 0 to 1; -1 for not known.")
        Double marginShare) {}

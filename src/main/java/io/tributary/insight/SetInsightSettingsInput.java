package io.tributary.insight;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * How figures are to be kept.
 *
 * @param timezone IANA name; null leaves it
 * @param currency ISO 4217; null leaves it
 */
@Input("SetInsightSettingsInput")
@Description("How figures are to be kept; what is left out stays.")
public record SetInsightSettingsInput(
    @Description("IANA time zone, Asia/Shanghai for example.") String timezone,
    @Description("ISO 4217 code.") String currency) {}

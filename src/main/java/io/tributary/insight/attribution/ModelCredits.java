package io.tributary.insight.attribution;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A model's credits.
 *
 * @param model the model
 * @param channels what it gives each
 */
@Type("ModelCredits")
@Description("What one model gives each channel.")
public record ModelCredits(
    @NonNull @Description("The model.") AttributionModel model,
    @NonNull @Description("The channels, by name.") List<@NonNull ChannelCredit> channels) {}

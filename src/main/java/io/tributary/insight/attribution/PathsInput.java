package io.tributary.insight.attribution;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Paths to try the models on.
 *
 * @param paths at most 1,000
 * @param halfLifeDays for time decay; 7 when null
 * @param currency of the values
 */
@Input("AttributionPathsInput")
@Description("Paths to try the models on.")
public record PathsInput(
    @NonNull @Description("The paths, at most 1,000, with at most 200 channels together.")
        List<PathInput> paths,
    @Description("Days after which a touch counts half in TIME_DECAY; 7 when left out.")
        Double halfLifeDays,
    @NonNull @Description("ISO 4217 code of the values.") String currency) {}

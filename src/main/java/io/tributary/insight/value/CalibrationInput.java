package io.tributary.insight.value;

import io.smallrye.graphql.api.Deprecated;
import io.tributary.insight.CustomerSegment;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which model to hold against which time.
 *
 * @param model of purchases
 * @param segmentBy the kind of the segment
 * @param segment the fit for customers of this segment, held against them; all when null
 * @param firstChannel a segment by first channel
 * @param calibratedTo the version in force then; what came later was not seen by it
 * @param asOf how far the time held out reaches; now when null
 */
@Input("CalibrationInput")
@Description("Which model to hold against which time.")
public record CalibrationInput(
    @NonNull @Description("The model of purchases: BG_NBD or PARETO_NBD.") LifetimeValueModel model,
    @Description("The kind of segment; given with segment.") CustomerSegment segmentBy,
    @Description(
            "The fit for customers who were in this segment at calibratedTo; for all when left out.")
        String segment,
    @Deprecated(reason = "Give it as segment, with segmentBy FIRST_CHANNEL.")
        @Description("The fit for customers who first bought in this channel.")
        String firstChannel,
    @NonNull @Description("The version in force then is tested on what came later.")
        OffsetDateTime calibratedTo,
    @Description("How far the time held out reaches; now when left out.") OffsetDateTime asOf) {}

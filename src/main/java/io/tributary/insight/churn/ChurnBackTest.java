package io.tributary.insight.churn;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The same rules one window earlier.
 *
 * @param at the instant
 * @param active customers who were active then
 * @param left those of them who bought nothing from then to the run's instant
 * @param thresholds for each level
 */
@Type("ChurnBackTest")
@Description(
    "The same rules one window of activity earlier, over customers who were active then, against"
        + " who bought nothing since.")
public record ChurnBackTest(
    @NonNull @Description("The earlier instant.") OffsetDateTime at,
    @Description("Customers who were active then.") int active,
    @Description("Those of them who bought nothing since.") int left,
    @NonNull @Description("What warning from each level on would have been worth.")
        List<@NonNull ChurnBackTestLevel> thresholds) {}

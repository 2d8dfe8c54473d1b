package io.tributary.job;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which job to run.
 *
 * @param name the job's name
 * @param asOf the instant to compute for; now when null
 */
@Input("RunJobInput")
@Description("Which job to run, and for which instant.")
public record RunJobInput(
    @NonNull @Description("The job's name, as jobs lists it.") String name,
    @Description("The instant to compute for; now when left out, never in the future.")
        OffsetDateTime asOf) {}

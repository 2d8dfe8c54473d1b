package io.tributary.job;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which job to hold back.
 *
 * @param name the job's name
 * @param reason for whoever finds it paused
 */
@Input("PauseJobInput")
@Description("Which job to hold back, and why.")
public record PauseJobInput(
    @NonNull @Description("The job's name, as jobs lists it.") String name,
    @NonNull @Description("Why, in up to 500 characters, for whoever finds it paused.")
        String reason) {}

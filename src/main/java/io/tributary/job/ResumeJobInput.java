package io.tributary.job;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which job to let run again.
 *
 * @param name the job's name
 */
@Input("ResumeJobInput")
@Description("Which job to let run again.")
public record ResumeJobInput(
    @NonNull @Description("The job's name, as jobs lists it.") String name) {}

package io.tributary.job;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which run to stop.
 *
 * @param id the run's TypeID
 */
@Input("CancelJobRunInput")
@Description("Which run to stop.")
public record CancelJobRunInput(@Id @NonNull @Description("The run's id, run_….") String id) {}

package io.tributary.intake.bulk;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The import that was changed.
 *
 * @param importJob as it is now
 */
@Type("ImportPayload")
@Description("The import that was changed.")
public record ImportPayload(@NonNull @Description("As it is now.") ImportJob importJob) {}

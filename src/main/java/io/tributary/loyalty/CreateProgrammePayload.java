package io.tributary.loyalty;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code createProgramme} answers.
 *
 * @param programme the new programme
 */
@Type("CreateProgrammePayload")
@Description("What createProgramme answers.")
public record CreateProgrammePayload(
    @NonNull @Description("The new programme.") Programme programme) {}

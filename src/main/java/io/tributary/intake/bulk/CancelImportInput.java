package io.tributary.intake.bulk;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which import to stop.
 *
 * @param id the import's
 */
@Input("CancelImportInput")
@Description("Which import to stop.")
public record CancelImportInput(@NonNull @Id @Description("TypeID imp_….") String id) {}

package io.tributary.privacy.export;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Everything that is kept on one person.
 *
 * @param json for programs
 * @param html to read
 */
@Type("PersonalExport")
@Description("Everything that is kept on one person, as it is now.")
public record PersonalExport(
    @NonNull
        @Description("An object with a list of rows for each table, null and technical keys apart.")
        String json,
    @NonNull @Description("The same as an HTML page of its own, without scripts.") String html) {}

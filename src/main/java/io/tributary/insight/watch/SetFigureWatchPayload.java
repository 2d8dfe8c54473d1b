package io.tributary.insight.watch;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What setting a watch did.
 *
 * @param watch as it is now
 */
@Type("SetFigureWatchPayload")
@Description("What setting a watch did.")
public record SetFigureWatchPayload(
    @NonNull @Description("The watch as it is now.") FigureWatch watch) {}

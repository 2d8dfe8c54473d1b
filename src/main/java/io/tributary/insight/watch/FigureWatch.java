package io.tributary.insight.watch;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How a figure is watched.
 *
 * @param figure which
 * @param watched whether at all
 * @param spreads how far its usual band reaches
 * @param below always alarming when less
 * @param above always alarming when more
 */
@Type("FigureWatch")
@Description("How a figure is watched.")
public record FigureWatch(
    @NonNull @Description("The figure.") WatchedFigure figure,
    @Description("Whether it is watched at all.") boolean watched,
    @Description("How many spreads from the usual value its band reaches.") double spreads,
    @Description(
            "Always alarming when less; null for no such bound. Money in minor units, rates from 0 to 1.")
        Double below,
    @Description(
            "Always alarming when more; null for no such bound. Money in minor units, rates from 0 to 1.")
        Double above) {}

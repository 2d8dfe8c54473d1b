package io.tributary.insight.watch;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * How a figure is to be watched.
 *
 * @param figure which
 * @param watched null for true
 * @param spreads 1 to 100; null for 4
 * @param below null for no such bound
 * @param above null for no such bound
 */
@Input("SetFigureWatchInput")
@Description("How a figure is to be watched; what is left out becomes as usual.")
public record SetFigureWatchInput(
    @NonNull @Description("The figure.") WatchedFigure figure,
    @Description("Whether it is watched at all; true when left out.") Boolean watched,
    @Description(
            "How many spreads from the usual value its band reaches, 1 to 100; 4 when left out.")
        Double spreads,
    @Description(
            "A whole number: always alarming when less; no such bound when left out. Money in minor units, rates from 0 to 1.")
        Double below,
    @Description(
            "A whole number: always alarming when more; no such bound when left out. Money in minor units, rates from 0 to 1.")
        Double above) {}

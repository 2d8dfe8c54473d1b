/**
 * Key figures of each day against their usual band. What comes in: what customers bought and
 * visited, and how figures are to be watched. What goes out: one alert for each time a figure
 * leaves its band, with the channel that explains most of it.
 */
package io.tributary.insight.watch;

/**
 * What a comparison of groups shows (metrics.md, "Experiments" and "Incremental ROI"). In come the
 * numbers of customers and of conversions of each group, or what they spent; out come differences
 * with their intervals, and a verdict only where there may be one. Who is in which group follows
 * from a hash alone.
 */
package io.tributary.insight.experiment;

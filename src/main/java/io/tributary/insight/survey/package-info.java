/**
 * Scores of surveys (metrics.md, "Surveys and service"). In come how often each answer was given,
 * or who gave which and when, out come NPS, CSAT or CES with an interval where there is one.
 */
package io.tributary.insight.survey;

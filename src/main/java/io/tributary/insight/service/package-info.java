/**
 * Clocks of service (metrics.md, "Surveys and service"). In come a case's events and the versions
 * of a business calendar, out come how long its clocks have run, when they are due and when they
 * were broken.
 */
package io.tributary.insight.service;

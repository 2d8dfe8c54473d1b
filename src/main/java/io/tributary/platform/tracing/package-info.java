/**
 * Traces over OpenTelemetry, where an endpoint for them is set: which requests and jobs are traced,
 * what they are called, and what must not stand in them. Without an endpoint nothing is traced and
 * nothing is spent on it.
 */
package io.tributary.platform.tracing;

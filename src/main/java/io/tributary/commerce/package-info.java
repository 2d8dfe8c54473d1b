/**
 * What was sold and what came back. In come orders, lines and returns of known profiles, repeated
 * and in any order; out go rows that count each once, and orders, stores and products over GraphQL.
 * What the figures count is one view, {@code counted_order}.
 */
package io.tributary.commerce;

/**
 * Says how likely two profiles are one person, and why: pure rules without a database. In come the
 * traits of profiles and the pairs worth comparing; out go a model trained without labels, scores
 * that explain themselves field by field, thresholds, and clusters that no single bad link can glue
 * together.
 */
package io.tributary.identity.linking.score;

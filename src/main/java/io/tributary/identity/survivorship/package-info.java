/**
 * Chooses one value of each attribute among a customer's profiles. In come what profiles said, the
 * rules that staff published and the values that stewards pinned; out go the customer's attributes,
 * each with where it came from and what decided, the same on every replica.
 */
package io.tributary.identity.survivorship;

package io.tributary.identity.linking.score;

/** Two profiles, by their place in a list. */
public record Pair(int one, int other) {}

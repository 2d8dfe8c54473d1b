package io.tributary.identity.linking.score;

/**
 * What one field adds to a score.
 *
 * @param field which
 * @param level how closely the two agree, in words
 * @param weight in bits; negative where it speaks against
 */
public record FieldScore(Field field, String level, double weight) {}

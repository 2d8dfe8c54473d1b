package io.tributary.intake.bulk;

/**
 * One record of a file, cut out but not read yet.
 *
 * @param line the physical line on which it begins, counted from 1
 * @param bytes what it says, without its line break; only the beginning when it is too long
 * @param problem why it cannot be read; null when it can
 * @param end where in the file the next record begins, in bytes
 * @param lines how many physical lines lie before that
 */
record RawRecord(long line, byte[] bytes, String problem, long end, long lines) {}

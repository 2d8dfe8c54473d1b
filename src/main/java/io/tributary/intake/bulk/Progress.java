package io.tributary.intake.bulk;

/**
 * What a batch adds to an import, and where it leaves off.
 *
 * @param accepted rows that changed something
 * @param duplicates rows that were there already
 * @param rejected rows that were refused
 * @param doneBytes where the next record begins
 * @param doneLines how many physical lines lie before that
 */
record Progress(long accepted, long duplicates, long rejected, long doneBytes, long doneLines) {}

package io.tributary.intake.bulk;

import java.time.Instant;
import java.util.UUID;

/**
 * An import that a worker has taken on, as it stood then.
 *
 * @param importId which
 * @param token the fencing token: the worker writes only while the row still carries it
 * @param sourceId who sent it
 * @param kind what its rows are
 * @param format how it is written
 * @param options how it is to be read
 * @param receivedAt when it came
 * @param saidAt when the same file came for the first time
 * @param bytes how long the file is
 * @param doneBytes where in it the first record lies that is not taken in yet
 * @param doneLines how many physical lines lie before that
 */
record Claim(
    UUID importId,
    long token,
    UUID sourceId,
    ImportKind kind,
    ImportFormat format,
    ImportOptions options,
    Instant receivedAt,
    Instant saidAt,
    long bytes,
    long doneBytes,
    long doneLines) {}

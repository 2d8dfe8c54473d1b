package io.tributary.intake.tracking;

import io.tributary.identity.Source;
import java.time.Instant;

/**
 * A call of the tracking API, signed in.
 *
 * @param source whose
 * @param envelope what its messages share
 * @param type what the path said of them; null for a batch
 * @param receivedAt when it came
 */
record Call(Source source, Envelope envelope, MessageType type, Instant receivedAt) {}

package io.tributary.intake.bulk;

import io.tributary.identity.Source;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What holds for a row that does not say.
 *
 * @param zone in which times without an offset are read
 * @param currency of amounts that name none
 * @param receivedAt when the file came: the measure of what lies in the future
 * @param saidAt when the same file came for the first time: the time of rows that have none
 */
record Defaults(ZoneId zone, String currency, Instant receivedAt, Instant saidAt) {
  static Defaults of(ImportOptions options, Source source, Instant receivedAt, Instant saidAt) {
    return new Defaults(
        options.timezone() == null ? source.zone() : options.timezone(),
        options.currency() == null ? source.currency() : options.currency(),
        receivedAt,
        saidAt);
  }
}

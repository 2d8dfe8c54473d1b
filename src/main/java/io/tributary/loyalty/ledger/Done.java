package io.tributary.loyalty.ledger;

import java.util.UUID;

/**
 * What a command answers that another room made of points; the same again when its key comes again.
 *
 * @param subject what it made or changed
 * @param points what the member has after it
 */
public record Done(UUID subject, PointsBalance points) {}

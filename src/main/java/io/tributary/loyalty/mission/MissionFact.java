package io.tributary.loyalty.mission;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Something that a member did.
 *
 * @param id of the order, the event or the referral
 * @param home whose it is by its own evidence: what it completes is given to them
 * @param at when
 * @param kind ORDERS for an order that stands, EVENT, CHECK_IN or REVIEW for an event, or REFERRAL
 * @param money of an order, ISO 4217
 * @param minor what an order is worth after its returns, in minor units
 * @param store of an order, by code; null for none
 * @param channel of an order; null for none
 * @param skus products of an order that were not given back
 * @param categories of these
 * @param name of an event, in lower case
 */
record MissionFact(
    UUID id,
    UUID home,
    Instant at,
    MissionStepKind kind,
    String money,
    long minor,
    String store,
    String channel,
    Set<String> skus,
    Set<String> categories,
    String name) {}

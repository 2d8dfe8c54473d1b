package io.tributary.loyalty.tier;

import java.util.UUID;

/**
 * That members of another programme's tier start here in a tier of their own.
 *
 * @param programme the other one
 * @param tier its tier, by name
 * @param as the tier here, by name
 */
record Recognition(UUID programme, String tier, String as) {}

package io.tributary.insight.value;

import java.util.UUID;

/**
 * What the models in force say of a customer, for the packages beside this one.
 *
 * @param customer who
 * @param alive probability not to have left
 * @param valueMinor lifetime value in minor units; null when there is none
 * @param currency of the value
 */
public record Outlook(UUID customer, double alive, Long valueMinor, String currency) {}

/**
 * Channels: visits, what they cost and bring, who buys where, and funnels. What comes in: events,
 * what customers bought by channel, touches and costs. What goes out: the figures of metrics.md,
 * "Channels, cost, return".
 */
package io.tributary.insight.channel;

/**
 * The ground the rooms stand on: transactions, ids, money, keys that make a fact one fact, monthly
 * partitions, the clock, roles, local mode. It knows no room.
 */
package io.tributary.platform;

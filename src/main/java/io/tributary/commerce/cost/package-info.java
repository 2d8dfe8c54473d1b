/**
 * What channels cost, by local day. What comes in: rows of a file, or of a mutation. What goes out:
 * one amount for each channel, day, kind and currency, which figures divide by.
 */
package io.tributary.commerce.cost;

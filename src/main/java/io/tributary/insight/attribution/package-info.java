/**
 * Which channels bring sales. What comes in: events and sales. What goes out: customers' touches,
 * and the credit that seven models give each channel for the sales of a period, side by side.
 */
package io.tributary.insight.attribution;

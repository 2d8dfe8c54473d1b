/**
 * What sells and where. What comes in: a period, and by what to divide it. What goes out: figures
 * of products and of stores, with the stage of a product's life.
 */
package io.tributary.insight.assortment;

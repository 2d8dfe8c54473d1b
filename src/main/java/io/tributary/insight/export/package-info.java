/**
 * Tables of insight as files. What comes in: the name of a table. What goes out: its rows as CSV,
 * page by page, as fast as the reader takes them.
 */
package io.tributary.insight.export;

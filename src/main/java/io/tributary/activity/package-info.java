/**
 * What people did that is not a sale: views, follows, visits, comments. In come events of known
 * profiles; out go rows, partitioned by month, each event once.
 */
package io.tributary.activity;

/**
 * Bulk imports. A file comes in over HTTP and is kept in the database before it is acknowledged; a
 * worker takes its rows in, a batch to a transaction, so that any replica goes on where another
 * stopped. Out go facts for identity, commerce and activity, and every refused row with its reason.
 */
package io.tributary.intake.bulk;

/**
 * What every GraphQL face shares: nodes and their ids, keyset paging, batching of fields that have
 * arguments, and the one shape of errors. It knows no room.
 */
package io.tributary.graphql;

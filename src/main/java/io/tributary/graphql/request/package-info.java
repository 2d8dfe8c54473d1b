/**
 * What a GraphQL request must be before anything of it is executed: well-formed HTTP, a document
 * within the limits and the caller's budget. In come raw requests; out go those that may be
 * executed, with their cost, and clear refusals for the others.
 */
package io.tributary.graphql.request;

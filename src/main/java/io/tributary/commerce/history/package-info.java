/**
 * What customers bought, over GraphQL: orders with their lines and returns. In come customers and
 * ids; out go orders, a page of customers in one statement.
 */
package io.tributary.commerce.history;

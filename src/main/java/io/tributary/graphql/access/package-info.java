/**
 * Who may use which field of the schema, and who sees personal values masked. One table, {@code
 * access/fields.csv}, has a row for every field; it is asked before anything is executed, whichever
 * way a field is reached, and what it does not list is nobody's. In come operations and roles; out
 * go the fields that are denied, and masked values.
 */
package io.tributary.graphql.access;

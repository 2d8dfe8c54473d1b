/**
 * Executes operations. It does what the library's executor does, without what each field costs
 * there: properties are read as they are, fields of objects that come together are read together,
 * and who may see what and what goes on record is decided once for a field of the document and not
 * once for each object. In come documents that may be executed; out go results with the errors that
 * the specification asks for.
 */
package io.tributary.graphql.engine;

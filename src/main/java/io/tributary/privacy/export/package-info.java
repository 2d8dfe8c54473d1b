/**
 * Export: everything that is kept on one person, as JSON and as a page to read. In come customers
 * whom a request was verified for; out go documents, which are not kept.
 */
package io.tributary.privacy.export;

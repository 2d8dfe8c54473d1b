/**
 * What people may ask of whoever keeps data about them: consent and its withdrawal, export,
 * correction, restriction, objection, erasure. In come decisions and requests over GraphQL, and
 * decisions that sources send as events; out go the state of consent, the settled requests with
 * their proof, documents on one person, and the records of who did what with whose data.
 */
package io.tributary.privacy;

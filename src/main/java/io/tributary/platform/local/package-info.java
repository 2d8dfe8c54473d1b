/**
 * Local mode: a durable PostgreSQL and a signing key in a data directory, for who has neither a
 * database nor an identity provider at hand. Production images carry no embedded database.
 */
package io.tributary.platform.local;

package io.tributary.drill;

/** What can break between a caller and the disk. */
enum Fault {
  /** Every connection to the database is reset, once. */
  CONNECTIONS_RESET,
  /** The network to the database holds everything and closes nothing. */
  NETWORK_SILENT,
  /** Nobody is let in to the database. */
  CONNECTIONS_REFUSED,
  /** The database's processes stop where they are. */
  DATABASE_FROZEN,
  /** The database is killed and started again. */
  DATABASE_KILLED,
  /** Somebody holds a lock that everybody needs, until no connection is left. */
  POOL_EXHAUSTED,
  /** The application is killed and started again. */
  APPLICATION_KILLED
}

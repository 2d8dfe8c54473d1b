package io.tributary.identity;

import org.eclipse.microprofile.graphql.Description;

/** Where a source meets people. */
@Description("Where a source meets people.")
public enum SourceKind {
  /** Web shop, app, mini-program. */
  ONLINE,
  /** Till, store, call centre. */
  OFFLINE,
  /** Social account. */
  SOCIAL
}

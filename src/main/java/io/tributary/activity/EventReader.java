package io.tributary.activity;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;

/**
 * A room that takes something else out of events, in the transaction that appends them. Every CDI
 * bean of this type is called.
 */
public interface EventReader {
  /**
   * Reads events that are new, each once.
   *
   * @param source who sent them
   * @param events never empty
   */
  Uni<Void> read(SqlConnection connection, Source source, List<EventFact> events);
}

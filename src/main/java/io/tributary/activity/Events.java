package io.tributary.activity;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Takes events in, in the caller's transaction, each once. */
@ApplicationScoped
public class Events {
  /** Appends events; one outcome per event, in order. */
  public Uni<List<Outcome>> append(
      SqlConnection connection, Source source, List<EventFact> events) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }
}

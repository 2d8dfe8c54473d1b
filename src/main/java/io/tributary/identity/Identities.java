package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Says whose facts they are: the way in for every room that takes facts. */
@ApplicationScoped
public class Identities {
  /**
   * Finds or makes the profiles and customers of facts, in the caller's transaction, and stores
   * what the facts say of them.
   *
   * @return one answer per fact, in the facts' order
   */
  public Uni<List<Known>> resolve(
      SqlConnection connection, Source source, List<ProfileFact> facts) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }
}

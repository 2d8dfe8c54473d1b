package io.tributary.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.function.Supplier;

/** Something that is done in a transaction to see what comes of it, and then taken back. */
public final class Trial {
  private Trial() {}

  /**
   * Runs steps and takes back what they wrote; the transaction goes on as if they had not been.
   * When they fail, the transaction fails with them.
   *
   * @return what the steps answer
   */
  public static <T> Uni<T> of(SqlConnection connection, Supplier<Uni<T>> steps) {
    return connection
        .query("SAVEPOINT trial")
        .execute()
        .chain(steps::get)
        .call(() -> connection.query("ROLLBACK TO SAVEPOINT trial").execute());
  }
}

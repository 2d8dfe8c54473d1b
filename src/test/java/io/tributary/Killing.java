package io.tributary;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Ends the database's server process in the middle of what it does. */
public final class Killing {
  private Killing() {}

  /**
   * Ends the process that serves a step at the moment in which it begins to write to a table.
   *
   * @return the step, ended
   */
  public static <T> CompletableFuture<T> at(String table, Supplier<CompletableFuture<T>> step) {
    try (Connection other = TestDatabase.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE " + table + " IN SHARE MODE");
      CompletableFuture<T> begun = step.get();
      while (!begun.isDone()) {
        TestDatabase.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = '"
                + table
                + "'::regclass");
      }
      other.rollback();
      return begun;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.tributary.job;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.function.Function;

/** What a run is told and how it reports. */
public interface JobContext {
  /** The instant that the run computes for; takes the place of "now". */
  Instant asOf();

  /**
   * Runs a step in a transaction that commits only while this run still holds its lease (fencing).
   * Fails, and so ends the run, when another replica has taken over or somebody cancelled.
   */
  <T> Uni<T> write(Function<SqlConnection, Uni<T>> step);

  /**
   * Reads in a transaction of its own. What may take long is read here and not past the run, so
   * that the statement ends when the run is cancelled or reaches its limit.
   */
  <T> Uni<T> read(Function<SqlConnection, Uni<T>> step);

  /** Reports how far the run is; total is null while unknown. */
  Uni<Void> progress(long done, Long total);
}

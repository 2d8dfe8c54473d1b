package io.tributary.loyalty.till;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Keeps which allowance each number of a till was used for. */
@ApplicationScoped
class TillNumberStore {
  /**
   * Locks a till's number until the commit, before any account: two requests with one number wait
   * for each other, whoever's points they are about.
   */
  private static final String TAKE =
      """
      INSERT INTO till_number AS n (device, sequence) VALUES ($1, $2)
      ON CONFLICT (device, sequence) DO UPDATE SET device = n.device RETURNING reservation_id
      """;

  private static final String TIE =
      "UPDATE till_number SET reservation_id = $3 WHERE device = $1 AND sequence = $2";

  /** Locks a number; answers the reservation that it was used for, if it was. */
  Uni<Optional<UUID>> take(SqlConnection connection, String device, long sequence) {
    return connection
        .preparedQuery(TAKE)
        .execute(Tuple.of(device, sequence))
        .map(rows -> Optional.ofNullable(rows.iterator().next().getUUID(0)));
  }

  /** Says what a number that is locked was used for. */
  Uni<Void> tie(SqlConnection connection, String device, long sequence, UUID reservation) {
    return connection
        .preparedQuery(TIE)
        .execute(Tuple.of(device, sequence, reservation))
        .replaceWithVoid();
  }
}

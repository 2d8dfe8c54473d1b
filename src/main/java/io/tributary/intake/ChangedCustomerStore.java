package io.tributary.intake;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Known;
import io.tributary.job.Change;
import io.tributary.job.ChangeQueue;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Notes whose facts a batch changed. */
public final class ChangedCustomerStore {
  /** Whose profiles they are, after whatever the batch has merged. */
  private static final String CUSTOMERS =
      """
      SELECT customer_id, profile_id FROM profile WHERE profile_id = ANY($1) AND customer_id IS NOT NULL
      """;

  private ChangedCustomerStore() {}

  /**
   * Notes the customers of profiles in the change queue, in the same transaction.
   *
   * @param profiles what changed of each one's facts
   * @param known what identity answered to it: the customers that it has noted are left out
   */
  public static Uni<Void> note(
      SqlConnection connection, Map<UUID, Change> profiles, Collection<Known> known) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(CUSTOMERS)
        .execute(Tuple.of(profiles.keySet().toArray(UUID[]::new)))
        .chain(
            rows -> {
              Map<UUID, Change> customers = new HashMap<>();
              rows.forEach(
                  row -> Change.add(customers, row.getUUID(0), profiles.get(row.getUUID(1))));
              known.stream().filter(Known::noted).map(Known::customerId).forEach(customers::remove);
              return ChangeQueue.note(connection, customers);
            });
  }
}

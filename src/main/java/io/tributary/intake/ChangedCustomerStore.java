package io.tributary.intake;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Known;
import io.tributary.job.ChangeQueue;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Notes whose facts a batch changed. */
public final class ChangedCustomerStore {
  /** Whose profiles they are, after whatever the batch has merged. */
  private static final String CUSTOMERS =
      """
      SELECT DISTINCT customer_id FROM profile WHERE profile_id = ANY($1) AND customer_id IS NOT NULL
      """;

  private ChangedCustomerStore() {}

  /**
   * Notes the customers of profiles in the change queue, in the same transaction.
   *
   * @param known what identity answered to it: the customers that it has noted are left out
   */
  public static Uni<Void> note(
      SqlConnection connection, Collection<UUID> profiles, Collection<Known> known) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(CUSTOMERS)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .chain(
            rows -> {
              Set<UUID> customers = new HashSet<>();
              rows.forEach(row -> customers.add(row.getUUID(0)));
              known.stream().filter(Known::noted).map(Known::customerId).forEach(customers::remove);
              return ChangeQueue.note(connection, customers);
            });
  }
}

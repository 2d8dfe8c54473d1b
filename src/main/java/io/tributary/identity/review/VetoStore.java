package io.tributary.identity.review;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads vetoes. */
final class VetoStore {
  /** The vetoes of customers and of all that were merged into them, some of each, newest first. */
  private static final String OF_CUSTOMERS =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      ), found AS (
        SELECT f.root, v.other_id AS other, v.actor, v.reason, v.created_at, v.lifted_at, v.lifted_by, v.lift_reason
        FROM family f JOIN customer_veto v ON v.customer_id = f.id
        UNION ALL
        SELECT f.root, v.customer_id, v.actor, v.reason, v.created_at, v.lifted_at, v.lifted_by, v.lift_reason
        FROM family f JOIN customer_veto v ON v.other_id = f.id
      )
      SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY root ORDER BY created_at DESC, other) AS n FROM found) r
      WHERE n <= 100 ORDER BY root, n
      """;

  private VetoStore() {}

  static Uni<Map<UUID, List<CustomerVeto>>> ofCustomers(
      SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(OF_CUSTOMERS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<CustomerVeto>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), c -> new ArrayList<>())
                    .add(
                        new CustomerVeto(
                            row.getUUID(1),
                            row.getString(2),
                            row.getString(3),
                            row.getOffsetDateTime(4),
                            row.getOffsetDateTime(5),
                            row.getString(6),
                            row.getString(7)));
              }
              return found;
            });
  }
}

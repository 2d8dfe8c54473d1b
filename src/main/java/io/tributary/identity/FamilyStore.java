package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A customer with everybody who was merged into them, held for a transaction. */
public final class FamilyStore {
  /** A customer and all who were merged into it, by every merge that holds. */
  private static final String MEMBERS =
      """
      WITH RECURSIVE family (id) AS (
        SELECT $1::uuid
        UNION ALL
        SELECT k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      SELECT id FROM family ORDER BY id
      """;

  private static final String PROFILES =
      "SELECT profile_id FROM profile WHERE customer_id = $1 ORDER BY profile_id";

  private FamilyStore() {}

  /**
   * One person as they are known now.
   *
   * @param root the customer that stands for all
   * @param customers the root and all that were merged into it
   * @param profiles all of theirs
   */
  public record Family(UUID root, List<UUID> customers, List<UUID> profiles) {}

  /**
   * Holds the customer that stands for another, in the order in which facts and merges lock: their
   * profiles, then they themselves. No merge, unmerge or fact changes them until the transaction
   * ends.
   *
   * @throws ApiException NOT_FOUND
   */
  public static Uni<Family> lock(SqlConnection connection, UUID customer) {
    return MergeStore.lockRoots(connection, List.of(customer))
        .map(roots -> roots.get(customer))
        .chain(root -> root == null ? missing(customer) : read(connection, root));
  }

  private static Uni<Family> missing(UUID customer) {
    return Uni.createFrom()
        .failure(ApiException.notFound("customer", TypeId.CUSTOMER.encode(customer)));
  }

  private static Uni<Family> read(SqlConnection connection, UUID root) {
    return ids(connection, MEMBERS, root)
        .chain(
            customers ->
                ids(connection, PROFILES, root)
                    .map(profiles -> new Family(root, customers, profiles)));
  }

  private static Uni<List<UUID>> ids(SqlConnection connection, String sql, UUID root) {
    return connection.preparedQuery(sql).execute(Tuple.of(root)).map(FamilyStore::ids);
  }

  private static List<UUID> ids(RowSet<io.vertx.mutiny.sqlclient.Row> rows) {
    List<UUID> ids = new ArrayList<>();
    rows.forEach(row -> ids.add(row.getUUID(0)));
    return ids;
  }
}

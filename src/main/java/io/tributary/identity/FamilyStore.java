package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.FactKeys;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
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

  /** Claims come between profiles and customers: facts lock in this order. */
  private static final String LOCK_CLAIMS =
      "SELECT value_hash FROM identifier_claim WHERE profile_id = ANY($1) ORDER BY value_hash FOR UPDATE";

  private static final String LOCK_PROFILES =
      "SELECT profile_id FROM profile WHERE customer_id = $1 ORDER BY profile_id FOR NO KEY UPDATE";

  private static final String ERASING =
      "UPDATE customer SET erasing_since = $2 WHERE customer_id = $1";

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

  /** What is said of a person who was erased. */
  static ApiException gone() {
    return new ApiException(
        ErrorKind.GONE, "This person's data was erased. Nothing is known of them any more.");
  }

  /**
   * Holds the customer that stands for another, in the order in which facts and merges lock: their
   * profiles, then they themselves. No merge, unmerge or fact changes them until the transaction
   * ends.
   *
   * @throws ApiException NOT_FOUND; GONE when the person was erased
   */
  public static Uni<Family> lock(SqlConnection connection, UUID customer) {
    return MergeStore.lockRoots(connection, List.of(customer))
        .map(roots -> roots.get(customer))
        .chain(root -> root == null ? missing(customer) : read(connection, root));
  }

  /** Whether two ids are those of one person as they are known now. */
  public static Uni<Boolean> isOne(SqlConnection connection, UUID one, UUID other) {
    return MergeStore.roots(connection, List.of(one, other))
        .map(roots -> roots.get(one) != null && roots.get(one).equals(roots.get(other)));
  }

  /**
   * Holds a customer with their identifiers and all who were merged into them.
   *
   * @throws ApiException NOT_FOUND; GONE when the person was erased
   */
  public static Uni<Family> lockAll(SqlConnection connection, UUID customer) {
    return MergeStore.roots(connection, List.of(customer))
        .map(roots -> roots.get(customer))
        .chain(
            root ->
                root == null
                    ? missing(customer)
                    // before the customer, as those who recompute do: they would write what they
                    // read
                    : ChangeQueue.hold(connection, List.of(root))
                        .chain(() -> ids(connection, LOCK_PROFILES, root))
                        .chain(
                            profiles ->
                                connection
                                    .preparedQuery(LOCK_CLAIMS)
                                    .execute(Tuple.of(profiles.toArray(UUID[]::new)))
                                    .chain(() -> lock(connection, customer))
                                    .chain(
                                        family ->
                                            family.root().equals(root)
                                                    && family.profiles().equals(profiles)
                                                ? lockMembers(connection, family)
                                                : lockAll(connection, customer))));
  }

  private static Uni<Family> lockMembers(SqlConnection connection, Family family) {
    return MergeStore.lock(connection, family.customers()).replaceWith(family);
  }

  /** Notes since when an erasure waits; null when none does. The caller holds the customer. */
  public static Uni<Void> erasing(SqlConnection connection, UUID root, Instant since) {
    return IdentityStore.run(connection, ERASING, Tuple.of(root, FactKeys.utc(since)));
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

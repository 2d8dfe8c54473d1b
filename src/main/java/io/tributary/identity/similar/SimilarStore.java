package io.tributary.identity.similar;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Reads what is shown of customers that are like somebody. */
final class SimilarStore {
  /** Name, city, birth date and the first phone and e-mail of customers, in one statement. */
  private static final String SHOWN =
      """
      SELECT c.customer_id, c.display_name,
             (SELECT a.value #>> '{}' FROM customer_attribute a WHERE a.customer_id = c.customer_id AND a.name = 'city' AND a.position = 0),
             (SELECT a.value #>> '{}' FROM customer_attribute a WHERE a.customer_id = c.customer_id AND a.name = 'birth_date' AND a.position = 0),
             phone.profile_id, phone.value_hash, phone.sealed, phone.wrapped,
             email.profile_id, email.value_hash, email.sealed, email.wrapped
      FROM customer c
      LEFT JOIN LATERAL (
        SELECT i.profile_id, i.value_hash, i.sealed, d.wrapped
        FROM profile p JOIN profile_identifier i USING (profile_id) JOIN data_key d USING (profile_id)
        WHERE p.customer_id = c.customer_id AND i.kind = 'PHONE' AND i.state IN ('VERIFIED', 'UNVERIFIED')
        ORDER BY i.first_seen_at, i.value_hash LIMIT 1) phone ON true
      LEFT JOIN LATERAL (
        SELECT i.profile_id, i.value_hash, i.sealed, d.wrapped
        FROM profile p JOIN profile_identifier i USING (profile_id) JOIN data_key d USING (profile_id)
        WHERE p.customer_id = c.customer_id AND i.kind = 'EMAIL' AND i.state IN ('VERIFIED', 'UNVERIFIED')
        ORDER BY i.first_seen_at, i.value_hash LIMIT 1) email ON true
      WHERE c.customer_id = ANY($1)
      """;

  private SimilarStore() {}

  /** What is shown of a customer. */
  record Shown(String name, String city, String birthDate, String phone, String email) {}

  static Uni<Map<UUID, Shown>> shown(SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(SHOWN)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Shown> found = new HashMap<>();
              for (Row row : rows) {
                found.put(
                    row.getUUID(0),
                    new Shown(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getUUID(4) == null ? null : Sealed.identifier(row, 4, 5),
                        row.getUUID(8) == null ? null : Sealed.identifier(row, 8, 9)));
              }
              return found;
            });
  }
}

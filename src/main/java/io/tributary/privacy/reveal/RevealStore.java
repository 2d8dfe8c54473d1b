package io.tributary.privacy.reveal;

import io.smallrye.mutiny.Uni;
import io.tributary.privacy.reveal.RevealApi.RevealedValue;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads what is revealed. */
final class RevealStore {
  /** One customer's ids at sources, identifiers and attributes. */
  private static final String VALUES =
      """
      SELECT p.key_kind, s.name, p.key FROM profile p JOIN source s USING (source_id) WHERE p.customer_id = $1
      UNION
      SELECT i.kind, i.scope, i.value FROM profile p JOIN profile_identifier i USING (profile_id) WHERE p.customer_id = $1
      UNION
      SELECT a.name, '', a.value #>> '{}' FROM customer_attribute a WHERE a.customer_id = $1
      ORDER BY 1, 2, 3
      """;

  private RevealStore() {}

  static Uni<List<RevealedValue>> values(SqlClient client, UUID customer) {
    return client
        .preparedQuery(VALUES)
        .execute(Tuple.of(customer))
        .map(
            rows -> {
              List<RevealedValue> values = new ArrayList<>();
              rows.forEach(
                  row ->
                      values.add(
                          new RevealedValue(row.getString(0), row.getString(1), row.getString(2))));
              return values;
            });
  }
}

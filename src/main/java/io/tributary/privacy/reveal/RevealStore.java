package io.tributary.privacy.reveal;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.keys.Sealed;
import io.tributary.privacy.reveal.RevealApi.RevealedValue;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Reads what is revealed. */
final class RevealStore {
  /** One customer's ids at sources, identifiers and attributes. */
  private static final String VALUES =
      """
      SELECT p.key_kind, s.name, p.key, p.profile_id, NULL::uuid, NULL::bytea, d.wrapped
      FROM profile p JOIN source s USING (source_id) LEFT JOIN data_key d USING (profile_id) WHERE p.customer_id = $1
      UNION
      SELECT a.name, '', a.value #>> '{}', NULL, NULL, NULL, NULL FROM customer_attribute a WHERE a.customer_id = $1
      UNION ALL
      SELECT i.kind, i.scope, NULL, i.profile_id, i.value_hash, i.sealed, d.wrapped
      FROM profile p JOIN profile_identifier i USING (profile_id) JOIN data_key d USING (profile_id) WHERE p.customer_id = $1
      """;

  private static final Comparator<RevealedValue> ORDER =
      Comparator.comparing(RevealedValue::name)
          .thenComparing(RevealedValue::scope)
          .thenComparing(RevealedValue::value, Comparator.nullsLast(Comparator.naturalOrder()));

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
                          new RevealedValue(row.getString(0), row.getString(1), value(row))));
              return values.stream().distinct().sorted(ORDER).toList();
            });
  }

  private static String value(Row row) {
    if (row.getUUID(3) == null) {
      return row.getString(2);
    }
    return row.getUUID(4) == null ? Sealed.key(row, 3, 2, 6) : Sealed.identifier(row, 3, 4);
  }
}

package io.tributary.graphql.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Adds to the records. */
public final class AuditStore {
  /** A list of lists cannot be a parameter, since they differ in length: each is sent as text. */
  private static final String ADD =
      """
      INSERT INTO audit_record (audit_id, at, actor, roles, address, action, operation, outcome, objects, reason)
      SELECT id, at, actor, roles::text[], address, action, operation, outcome, objects::text[], reason
      FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                  $9::text[], $10::text[])
        AS r(id, at, actor, roles, address, action, operation, outcome, objects, reason)
      """;

  private AuditStore() {}

  /** Adds records, in one statement. */
  public static Uni<Void> add(SqlClient client, List<AuditRecord> records) {
    Tuple rows =
        Tuple.tuple()
            .addArrayOfUUID(records.stream().map(AuditRecord::uuid).toArray(UUID[]::new))
            .addArrayOfOffsetDateTime(
                records.stream().map(AuditRecord::at).toArray(OffsetDateTime[]::new))
            .addArrayOfString(each(records, AuditRecord::actor))
            .addArrayOfString(each(records, record -> array(record.roles())))
            .addArrayOfString(each(records, AuditRecord::address))
            .addArrayOfString(each(records, record -> record.action().name()))
            .addArrayOfString(each(records, AuditRecord::operation))
            .addArrayOfString(each(records, AuditRecord::outcome))
            .addArrayOfString(each(records, record -> array(record.objects())))
            .addArrayOfString(each(records, AuditRecord::reason));
    return client.preparedQuery(ADD).execute(rows).replaceWithVoid();
  }

  private static String[] each(List<AuditRecord> records, Function<AuditRecord, String> value) {
    return records.stream().map(value).toArray(String[]::new);
  }

  /** As PostgreSQL writes an array. */
  static String array(List<String> elements) {
    StringBuilder array = new StringBuilder("{");
    for (String element : elements) {
      array
          .append(array.length() == 1 ? "\"" : ",\"")
          .append(element.replace("\\", "\\\\").replace("\"", "\\\""))
          .append('"');
    }
    return array.append('}').toString();
  }
}

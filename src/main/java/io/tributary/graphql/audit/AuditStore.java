package io.tributary.graphql.audit;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/** Adds to the records. */
public final class AuditStore {
  private static final String ADD =
      """
      INSERT INTO audit_record (audit_id, at, actor, roles, address, action, operation, outcome, objects, reason)
      SELECT id, at, actor, ARRAY(SELECT jsonb_array_elements_text(roles)), address, action, operation, outcome,
             ARRAY(SELECT jsonb_array_elements_text(objects)), reason
      FROM jsonb_to_recordset($1::text::jsonb)
        AS r(id uuid, at timestamptz, actor text, roles jsonb, address text, action text, operation text, outcome text,
             objects jsonb, reason text)
      """;

  private AuditStore() {}

  /** Adds records, in one statement. */
  public static Uni<Void> add(SqlClient client, List<AuditRecord> records) {
    JsonArray rows = new JsonArray();
    records.forEach(record -> rows.add(row(record)));
    return client.preparedQuery(ADD).execute(Tuple.of(rows.encode())).replaceWithVoid();
  }

  private static JsonObject row(AuditRecord record) {
    return new JsonObject()
        .put("id", record.uuid().toString())
        .put("at", FactKeys.utc(record.at().toInstant()).toString())
        .put("actor", record.actor())
        .put("roles", new JsonArray(record.roles()))
        .put("address", record.address())
        .put("action", record.action().name())
        .put("operation", record.operation())
        .put("outcome", record.outcome())
        .put("objects", new JsonArray(record.objects()))
        .put("reason", record.reason());
  }
}

package io.tributary.graphql.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Records of several requests go in one statement, each with lists of its own length. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AuditStoreTest {
  private static final OffsetDateTime AT =
      OffsetDateTime.of(2026, 3, 1, 12, 0, 0, 123_456_000, ZoneOffset.UTC);
  @Inject Tx tx;

  @Test
  void every_record_is_there_as_it_was_given() {
    List<AuditRecord> records =
        List.of(
            record(List.of("a \"b\"", "c\\d", "e,f", "{g}", "NULL", ""), null, List.of(), null),
            record(List.of(), "::1", List.of("cus_1", "cus_2"), "LAW 7"));
    tx.single(connection -> AuditStore.add(connection, records)).await().indefinitely();
    assertEquals(records, records.stream().map(record -> read(record.uuid())).toList());
  }

  private static AuditRecord record(
      List<String> roles, String address, List<String> objects, String reason) {
    return new AuditRecord(
        Ids.next(),
        AT,
        "somebody",
        roles,
        address,
        AuditAction.READ,
        "customer",
        AuditRecord.DONE,
        objects,
        reason);
  }

  private AuditRecord read(UUID id) {
    Row row =
        tx.read(
                connection ->
                    connection
                        .preparedQuery(
                            "SELECT actor, roles, address, objects, reason, at FROM audit_record WHERE audit_id = $1")
                        .execute(Tuple.of(id)))
            .await()
            .indefinitely()
            .iterator()
            .next();
    return new AuditRecord(
        id,
        row.getOffsetDateTime("at"),
        row.getString("actor"),
        Arrays.asList(row.getArrayOfStrings("roles")),
        row.getString("address"),
        AuditAction.READ,
        "customer",
        AuditRecord.DONE,
        Arrays.asList(row.getArrayOfStrings("objects")),
        row.getString("reason"));
  }
}

package io.tributary.privacy.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.Roles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who read or changed what of whom. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AuditTest {
  private static final String RECORDS =
      """
      query($f: AuditFilter, $n: Int, $a: String) { auditRecords(filter: $f, first: $n, after: $a) {
        edges { node { at actor roles address action operation outcome objects reason } } pageInfo { hasNextPage endCursor } } }
      """;
  private static final String DAYS = "{ auditDays { edges { node { day records hash intact } } } }";
  private static final String NODES = "auditRecords.edges.node";

  private final Api admin = Api.as(Roles.ADMIN);
  private final Api service = Api.as(Roles.SERVICE);
  private Given.Person wei;
  private Given.Person lee;

  @BeforeEach
  void two_customers_of_whom_nothing_is_on_record() {
    TestDatabase.clear();
    withoutTriggers("DELETE FROM audit_record; DELETE FROM audit_seal");
    wei = Given.customer("Zhang Wei");
    lee = Given.customer("Lee");
  }

  /** As somebody would who may do everything in the database. */
  private static void withoutTriggers(String sql) {
    TestDatabase.run("SET session_replication_role = replica; " + sql);
  }

  private List<Map<String, Object>> of(String id) {
    return admin.data(RECORDS, "f", Map.of("of", id)).getList(NODES);
  }

  @Test
  void who_looked_at_whom_is_on_record_before_the_answer_is_given() {
    service.data("query($c: ID!) { her: customer(id: $c) { displayName } }", "c", wei.id());
    Map<String, Object> record = of(wei.id()).get(0);
    assertEquals("customer", record.get("operation"));
    assertEquals("READ", record.get("action"));
    assertEquals("DONE", record.get("outcome"));
    assertEquals(List.of("service"), record.get("roles"));
    assertEquals("127.0.0.1", record.get("address"));
    assertEquals(List.of(wei.id()), record.get("objects"));
    assertNull(record.get("reason"));
    assertEquals(List.of(), of(lee.id()));
  }

  @Test
  void a_list_names_everybody_whom_it_showed_and_nothing_that_was_searched_for() {
    service.data(
        "{ customers(filter: {search: \"Zhang\"}) { edges { node { id } } } all: customers { totalCount } }");
    List<Map<String, Object>> records =
        admin.data(RECORDS, "f", Map.of("action", "READ")).getList(NODES);
    assertEquals(
        List.of(List.of(), List.of(wei.id())),
        records.stream().map(record -> record.get("objects")).toList());
    assertEquals(
        List.of(),
        TestDatabase.rows("SELECT 1 FROM audit_record t WHERE lower(t::text) LIKE '%zhang%'"));
  }

  @Test
  void a_persons_records_follow_them_through_a_merge_and_a_change_names_what_it_was_about() {
    service.data("query($c: ID!) { customer(id: $c) { id } }", "c", lee.id());
    Api.as(Roles.STEWARD).merge(wei.id(), lee.id());
    List<String> done =
        admin.data(RECORDS, "f", Map.of("of", wei.id())).getList(NODES + ".operation");
    assertEquals(List.of("mergeCustomers", "mergePreview", "customer"), done);
    assertEquals(
        List.of("mergeCustomers"),
        admin
            .data(RECORDS, "f", Map.of("of", lee.id(), "action", "CHANGE"))
            .getList(NODES + ".operation"));
  }

  @Test
  void of_members_nothing_but_their_id_is_kept() {
    String token =
        TestDatabase.token(
            Map.of("role", Roles.MEMBER, "customer", lee.id(), "subject", "lee@example.com"));
    Api.withToken(token).data("{ me { displayName } }");
    Map<String, Object> record = of(lee.id()).get(0);
    assertEquals("member", record.get("actor"));
    assertNull(record.get("address"));
    assertEquals(List.of(lee.id()), record.get("objects"));
  }

  @Test
  void what_was_refused_is_on_record_too_and_only_administrators_read_it() {
    for (String role : List.of(Roles.STEWARD, Roles.SERVICE, Roles.ANALYST, Roles.TILL)) {
      assertEquals("FORBIDDEN", Api.as(role).error(RECORDS));
      assertEquals("FORBIDDEN", Api.as(role).error(DAYS));
    }
    JsonPath page = admin.data(RECORDS, "n", 2);
    assertEquals(List.of("FORBIDDEN", "FORBIDDEN"), page.getList(NODES + ".outcome"));
    assertTrue(page.getBoolean("auditRecords.pageInfo.hasNextPage"));
    assertEquals(
        2,
        admin
            .data(RECORDS, "n", 2, "a", page.getString("auditRecords.pageInfo.endCursor"))
            .getList(NODES)
            .size());
  }

  @Test
  void a_record_can_be_neither_changed_nor_taken_away() {
    service.data("{ customers { totalCount } }");
    for (String table : List.of("audit_record", "audit_seal")) {
      for (String sql : List.of("DELETE FROM " + table, "TRUNCATE " + table)) {
        assertThrows(IllegalStateException.class, () -> TestDatabase.run(sql), sql);
      }
    }
    assertThrows(
        IllegalStateException.class,
        () -> TestDatabase.run("UPDATE audit_record SET actor = 'nobody'"));
    assertEquals(
        List.of("customers"),
        admin.data(RECORDS, "f", Map.of("actor", "local-service")).getList(NODES + ".operation"));
  }

  @Test
  void what_cannot_be_put_on_record_is_not_answered() {
    TestDatabase.run("ALTER TABLE audit_record ADD CONSTRAINT full_disk CHECK (false) NOT VALID");
    try {
      JsonPath answer =
          service.send("query($c: ID!) { customer(id: $c) { displayName } }", "c", wei.id());
      assertEquals("OVERLOADED", answer.getString("errors[0].extensions.code"));
      assertNull(answer.get("data"));
    } finally {
      TestDatabase.run("ALTER TABLE audit_record DROP CONSTRAINT full_disk");
    }
  }

  @Test
  void sealed_days_show_what_was_changed_afterwards() {
    for (String at :
        List.of("2026-01-01T10:00:00Z", "2026-01-01T23:59:59Z", "2026-01-03T00:00:00Z")) {
      TestDatabase.run(
          "INSERT INTO audit_record VALUES (gen_random_uuid(), '%s', 'li', '{service}', NULL, 'READ', 'customer', 'DONE', '{}', NULL)"
              .formatted(at));
    }
    assertEquals("COMPLETED", seal("2026-01-04T00:30:00Z"), "the last hour may still come in");
    assertEquals(List.of("2026-01-01"), sealed(true));
    assertEquals("COMPLETED", seal("2026-01-04T01:00:00Z"));
    assertEquals(List.of("2026-01-03", "2026-01-01"), sealed(true));
    assertEquals(List.of(1, 2), admin.data(DAYS).getList("auditDays.edges.node.records"));
    String first = "at < '2026-01-02'";
    withoutTriggers("UPDATE audit_record SET actor = 'wang' WHERE " + first);
    assertEquals(List.of("2026-01-01"), sealed(false));
    withoutTriggers("UPDATE audit_record SET actor = 'li' WHERE " + first);
    assertEquals(List.of(), sealed(false));
    withoutTriggers(
        "DELETE FROM audit_record WHERE "
            + first
            + "; DELETE FROM audit_seal WHERE day < '2026-01-02'");
    assertEquals(List.of("2026-01-03"), sealed(false), "a day that is gone breaks the next");
    assertEquals("FAILED", seal("2026-01-04T02:00:00Z"));
  }

  private String seal(String asOf) {
    return admin
        .data(
            "mutation($t: DateTime!) { runJob(input: {name: \"seal-audit\", asOf: $t}) { state } }",
            "t",
            asOf)
        .getString("runJob.state");
  }

  private List<String> sealed(boolean intact) {
    return admin.data(DAYS).<Map<String, Object>>getList("auditDays.edges.node").stream()
        .filter(day -> day.get("intact").equals(intact))
        .map(day -> (String) day.get("day"))
        .toList();
  }
}

package io.tributary.privacy.reveal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A customer's values are shown for a reason that is on record. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RevealTest {
  private static final String REVEAL =
      "mutation($i: RevealCustomerInput!) { revealCustomer(input: $i) { customer { id } values { name scope value } } }";
  private static final String RECORDS =
      "query($c: ID) { auditRecords(filter: {of: $c}) { edges { node { action operation outcome reason actor } } } }";

  private final Api service = Api.as(Roles.SERVICE);
  private final Api admin = Api.as(Roles.ADMIN);
  private Given.Person wei;

  @BeforeEach
  void a_customer_with_a_phone() {
    TestDatabase.clear();
    wei = Given.customer("Zhang Wei");
    TestDatabase.identifier(
        wei.profileAt("till"), "PHONE", "", "+8613800138000", UUID.randomUUID(), "VERIFIED");
  }

  private static Map<String, Object> input(String customer, String number) {
    return Map.of("customer", customer, "reason", "CALL_BACK", "caseNumber", number);
  }

  private List<Map<String, Object>> records() {
    return admin.data(RECORDS, "c", wei.id()).getList("auditRecords.edges.node");
  }

  @Test
  void service_staff_see_one_customers_values_and_say_why() {
    JsonPath shown = service.data(REVEAL, "i", input(wei.id(), "T-4711"));
    assertEquals(wei.id(), shown.getString("revealCustomer.customer.id"));
    assertTrue(
        shown
            .getList("revealCustomer.values")
            .contains(Map.of("name", "PHONE", "scope", "", "value", "+8613800138000")));
    assertEquals(
        Map.of(
            "action", "REVEAL",
            "operation", "revealCustomer",
            "outcome", "DONE",
            "reason", "CALL_BACK T-4711",
            "actor", "local-service"),
        records().get(0));
  }

  @Test
  void who_may_not_or_gives_no_case_sees_nothing_and_what_they_wrote_is_not_kept() {
    for (String role : List.of(Roles.ANALYST, Roles.MARKETER, Roles.TILL)) {
      assertEquals("FORBIDDEN", Api.as(role).error(REVEAL, "i", input(wei.id(), "T-1")));
    }
    for (String number : List.of("", "13800138000", "T13800138000", "wei@example.com", "a b")) {
      assertEquals("INVALID_INPUT", service.error(REVEAL, "i", input(wei.id(), number)));
    }
    assertEquals(
        List.of(),
        records().stream()
            .filter(record -> record.get("outcome").equals("DONE"))
            .filter(record -> record.get("action").equals("REVEAL"))
            .toList());
    assertTrue(records().stream().allMatch(record -> record.get("reason") == null));
    String nobody = TypeId.CUSTOMER.encode(Ids.next());
    assertEquals("NOT_FOUND", service.error(REVEAL, "i", input(nobody, "T-1")));
  }
}

package io.tributary.insight.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class LifecycleApiTest {
  @Inject Tx tx;
  @Inject Changes changes;

  private final Api analyst = Api.as("analyst");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC', churn_window = 30");
  }

  @Test
  void a_customers_stages_and_everybodys_as_of_any_day() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.did("web", "VIEW", "Home", "2024-01-05T09:00:00Z");
    wei.boughtAt("till", "10.00", "2024-01-10T10:00:00Z");
    wei.boughtAt("till", "10.00", "2024-01-20T10:00:00Z");
    Given.Person ann = Given.customer("Ann");
    ann.boughtAt("web", "10.00", "2024-02-01T10:00:00Z");
    Given.customer("Bo");
    List<UUID> all =
        TestDatabase.rows("SELECT customer_id FROM customer").stream()
            .map(UUID::fromString)
            .toList();
    tx.write(connection -> ChangeQueue.note(connection, all))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
    JsonPath lifecycle =
        analyst
            .data(
                """
                query($id: ID!) { customer(id: $id) { metrics {
                  now: lifecycle { stage since history { stage } }
                  then: lifecycle(asOf: "2024-01-15T00:00:00Z") { stage since asOf history { stage since } }
                  before: lifecycle(asOf: "2019-01-01T00:00:00Z") { stage history { stage } } } } }
                """,
                "id",
                wei.id())
            .setRootPath("data.customer.metrics");
    assertEquals("LOST", lifecycle.getString("now.stage"));
    assertEquals("2024-03-20T10:00:00Z", lifecycle.getString("now.since"));
    assertEquals(
        List.of("LOST", "LAPSING", "USE", "PURCHASE", "INTEREST", "CONTACT"),
        lifecycle.getList("now.history.stage"));
    assertEquals("PURCHASE", lifecycle.getString("then.stage"));
    assertEquals("2024-01-10T10:00:00Z", lifecycle.getString("then.since"));
    assertNull(lifecycle.get("before.stage"));

    TestDatabase.clearStatements();
    JsonPath report =
        analyst
            .data(
                """
                { lifecycleStages(from: "2024-01-15T00:00:00Z", asOf: "2024-02-05T00:00:00Z") {
                  customers stages { stage customers } flows { from to customers } } }
                """)
            .setRootPath("data.lifecycleStages");
    assertEquals(1, TestDatabase.statements());
    assertEquals(3, report.getInt("customers"));
    assertEquals(List.of(1, 0, 1, 1, 0, 0, 0), report.getList("stages.customers"));
    assertEquals(
        List.of("CONTACT CONTACT 1", "CONTACT PURCHASE 1", "PURCHASE USE 1"),
        report.<java.util.Map<String, Object>>getList("flows").stream()
            .map(flow -> flow.get("from") + " " + flow.get("to") + " " + flow.get("customers"))
            .toList());
    assertEquals(
        "INVALID_INPUT",
        analyst.error(
            "{ lifecycleStages(from: \"2024-02-05T00:00:00Z\", asOf: \"2024-02-05T00:00:00Z\") { customers } }"));
    assertEquals("FORBIDDEN", Api.as("till").error("{ lifecycleStages { customers } }"));
  }
}

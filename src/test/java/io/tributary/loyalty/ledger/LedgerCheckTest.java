package io.tributary.loyalty.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.net.URL;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class LedgerCheckTest {
  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  private static final String LIABILITY =
      """
      query($asOf: DateTime) { pointsLiability(asOf: $asOf) {
        outstanding reserved debt ended entries difference breakageRate breakageReason expectedBreakage months { month points } } }
      """;

  private final Api admin = Api.as("admin");

  @BeforeEach
  void a_programme() {
    TestDatabase.clear();
    admin.data(
        """
        mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
        """);
  }

  private void earn(Given.Person person, long points, String at, String expiresAt) {
    admin.data(
        """
        mutation($c: ID!, $p: BigInteger!, $a: DateTime, $e: DateTime, $k: String!) {
          earnPoints(input: {customer: $c, points: $p, occurredAt: $a, expiresAt: $e, idempotencyKey: $k}) { points { available } }
        }
        """,
        "c",
        person.id(),
        "p",
        points,
        "a",
        at,
        "e",
        expiresAt,
        "k",
        points + at);
  }

  @Test
  void what_is_owed_is_told_by_month_and_is_the_ledgers_to_the_point() {
    Given.Person wei = Given.customer("Zhang Wei");
    Given.Person fang = Given.customer("Li Fang");
    earn(wei, 100, null, "2099-01-31T16:00:00Z"); // the end of 31 January in Shanghai
    earn(wei, 50, null, "2099-02-10T16:00:00Z");
    earn(fang, 30, null, "2099-01-31T15:00:00Z");
    earn(fang, 40, "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z"); // ended, unused
    JsonPath now = admin.data(LIABILITY);
    assertEquals(180, now.getInt("pointsLiability.outstanding"));
    assertEquals(List.of("2099-01-01", "2099-02-01"), now.getList("pointsLiability.months.month"));
    assertEquals(List.of(130, 50), now.getList("pointsLiability.months.points"));
    assertEquals(40, now.getInt("pointsLiability.ended"));
    assertEquals(220, now.getInt("pointsLiability.entries"));
    assertEquals(1.0f, now.getFloat("pointsLiability.breakageRate"));
    admin.data("mutation { runJob(input: {name: \"expire-points\"}) { state } }");
    JsonPath written = admin.data(LIABILITY);
    assertEquals(0, written.getInt("pointsLiability.ended"));
    assertEquals(180, written.getInt("pointsLiability.entries"));
    assertEquals(180, written.getInt("pointsLiability.expectedBreakage"));
    JsonPath before = admin.data(LIABILITY, "asOf", "2019-01-01T00:00:00Z");
    assertEquals(0, before.getInt("pointsLiability.outstanding"));
    assertNull(before.get("pointsLiability.breakageRate"));
    assertEquals("No lot had ended by then.", before.getString("pointsLiability.breakageReason"));
    assertEquals("FORBIDDEN", Api.as("till").error(LIABILITY));
  }

  @Test
  void the_nightly_check_passes_a_sound_ledger_and_names_an_account_that_is_not() {
    Given.Person wei = Given.customer("Zhang Wei");
    Given.Person fang = Given.customer("Li Fang");
    earn(wei, 100, null, null);
    earn(fang, 30, null, null);
    String check = "mutation { runJob(input: {name: \"check-points\"}) { state error done } }";
    JsonPath sound = admin.data(check);
    assertEquals("COMPLETED", sound.getString("runJob.state"));
    assertEquals(2, sound.getInt("runJob.done"));
    for (String damage :
        List.of(
            "UPDATE points_account SET available = 99 WHERE customer_id = '%s'",
            "UPDATE points_account SET available = 100, reserved = 1 WHERE customer_id = '%s'",
            "UPDATE points_account SET reserved = 0 WHERE customer_id = '%s'; UPDATE points_lot SET remaining = 98 WHERE account_id = (SELECT account_id FROM points_account WHERE customer_id = '%s')")) {
      Object[] whose = new Object[2];
      Arrays.fill(whose, wei.uuid());
      TestDatabase.run(damage.formatted(whose));
      JsonPath run = admin.data(check);
      assertEquals("FAILED", run.getString("runJob.state"));
      assertTrue(run.getString("runJob.error").contains(wei.id()), run.prettify());
      assertTrue(!run.getString("runJob.error").contains(fang.id()), run.prettify());
    }
    String account =
        TestDatabase.rows(
                "SELECT account_id FROM points_account WHERE customer_id = '" + wei.uuid() + "'")
            .get(0);
    String told = RestAssured.get(metrics).asString();
    assertTrue(
        told.contains("tributary_points_wrong_total{account=\"" + account + "\"} 3.0"), told);
  }

  @Test
  void each_night_is_kept_and_a_ledger_whose_sums_differ_fails_and_says_by_how_much() {
    Given.Person wei = Given.customer("Zhang Wei");
    earn(wei, 100, null, "2099-01-31T16:00:00Z");
    earn(wei, 40, "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z");
    String note =
        "mutation($at: DateTime) { runJob(input: {name: \"note-liability\", asOf: $at}) { state"
            + " error } }";
    Instant now = Instant.now();
    String today = LocalDate.ofInstant(now, ZoneId.of("Asia/Shanghai")).toString();
    assertEquals("COMPLETED", admin.data(note, "at", now.toString()).getString("runJob.state"));
    String nights =
        "query($d: Date!) { pointsLiabilityNights(from: $d, to: $d) { asOf outstanding ended debt"
            + " entries difference months { month points } } }";
    JsonPath kept = admin.data(nights, "d", today);
    assertEquals(List.of(100), kept.getList("pointsLiabilityNights.outstanding"));
    assertEquals(List.of(0), kept.getList("pointsLiabilityNights.difference"));
    assertEquals("2099-01-01", kept.getString("pointsLiabilityNights[0].months[0].month"));
    assertEquals(
        "INVALID_INPUT", admin.error(nights.replace("to: $d", "to: \"2000-01-01\""), "d", today));
    // a movement that nobody wrote an entry's amount for
    TestDatabase.run(
        """
        INSERT INTO points_movement (account_id, entry_id, seq, lot_id, delta, cause)
        SELECT account_id, entry_id, 99, lot_id, -7, 'USE' FROM points_lot WHERE expires_at > now()
        """);
    assertEquals(7, admin.data(LIABILITY).getInt("pointsLiability.difference"));
    JsonPath run = admin.data(note, "at", now.toString());
    assertEquals("FAILED", run.getString("runJob.state"));
    assertTrue(run.getString("runJob.error").contains("7 more"), run.prettify());
    assertEquals(
        List.of(93), admin.data(nights, "d", today).getList("pointsLiabilityNights.outstanding"));
  }
}

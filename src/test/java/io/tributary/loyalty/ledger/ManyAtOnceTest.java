package io.tributary.loyalty.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Answer;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More commands at once than there are connections to the database. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ManyAtOnceTest {
  private static final int MANY = 200;

  /** Still more than there are connections. */
  private static final int SOME = 50;

  private final Api admin = Api.as("admin");
  private String member;

  @BeforeEach
  void a_member_with_points() {
    TestDatabase.clear();
    admin.data(
        """
        mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
        """);
    member = Given.customer("Zhang Wei").id();
    admin.data(
        """
        mutation($c: ID!) { earnPoints(input: {customer: $c, points: 1000, idempotencyKey: "e"}) { entry { id } } }
        """,
        "c",
        member);
  }

  private String points() {
    JsonPath points =
        admin
            .data(
                "query($c: ID!) { customer(id: $c) { points { available reserved } } }",
                "c",
                member)
            .setRootPath("data.customer.points");
    return points.getLong("available") + " " + points.getLong("reserved");
  }

  private List<String> held(int times, int each) {
    List<String> ids = new ArrayList<>();
    for (String answer :
        admin.atOnce(
            times,
            i ->
                """
                mutation { reservePoints(input: {customer: "%s", points: %d, idempotencyKey: "h%d %d"}) {
                  reservation { id } } }
                """
                    .formatted(member, each, each, i))) {
      ids.add(new Answer(answer).getString("data.reservePoints.reservation.id"));
    }
    return ids;
  }

  private static String end(boolean capture, String reservation, String key) {
    return """
        mutation { %s(input: {reservation: "%s", idempotencyKey: "%s"}) {
          reservation { id state } points { available reserved } } }
        """
        .formatted(capture ? "captureReservation" : "releaseReservation", reservation, key);
  }

  private static long with(List<String> answers, String text) {
    return answers.stream().filter(answer -> answer.contains(text)).count();
  }

  @Test
  void reservations_are_captured_and_released_each_on_its_own() {
    List<String> ids = held(MANY, 2);
    assertEquals("600 400", points());
    List<String> ended = admin.atOnce(MANY, i -> end(i % 2 == 0, ids.get(i), "k" + i));
    assertEquals(MANY / 2, with(ended, "CAPTURED"), ended::toString);
    assertEquals(MANY / 2, with(ended, "RELEASED"), ended::toString);
    assertEquals("800 0", points());
  }

  @Test
  void one_reservation_ends_once_and_its_key_has_one_answer() {
    List<String> ids = held(2, 100);
    List<String> keys = admin.atOnce(SOME, i -> end(i % 2 == 0, ids.get(0), "k" + i));
    assertEquals(1, with(keys, "\"state\""), keys::toString);
    assertEquals(SOME - 1, with(keys, "CONFLICT"), keys::toString);
    List<String> same = admin.atOnce(SOME, i -> end(true, ids.get(1), "same"));
    assertEquals(1, new HashSet<>(same).size(), same::toString);
    assertEquals(SOME, with(same, "CAPTURED"), same::toString);
    assertEquals(
        List.of("2"),
        TestDatabase.rows("SELECT count(*) FROM points_reservation WHERE closed_at IS NOT NULL"));
  }

  @Test
  void a_redemption_is_given_back_in_parts_until_nothing_is_left_of_it() {
    String redemption =
        admin
            .data(
                """
                mutation($c: ID!) { redeemPoints(input: {customer: $c, points: 30, idempotencyKey: "r"}) { entry { id } } }
                """,
                "c",
                member)
            .getString("redeemPoints.entry.id");
    List<String> back =
        admin.atOnce(
            SOME,
            i ->
                """
                mutation { cancelRedemption(input: {redemption: "%s", points: 1, idempotencyKey: "k%d"}) {
                  points { available } } }
                """
                    .formatted(redemption, i));
    assertEquals(30, with(back, "\"available\""), back::toString);
    assertEquals(SOME - 30, with(back, "CONFLICT"), back::toString);
    assertEquals("1000 0", points());
  }
}

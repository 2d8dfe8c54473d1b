package io.tributary.loyalty.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RedemptionPreviewTest {
  private static final String PREVIEW =
      """
      query($c: ID, $n: BigInteger!, $currency: String) { redemptionPreview(customer: $c, points: $n, currency: $currency) {
        missing left worth { amount } lots { points expiresAt } expiring { points expiresAt } } }
      """;

  private final Api admin = Api.as("admin");
  private Given.Person wei;

  @BeforeEach
  void a_member_with_lots_that_end_at_different_times() {
    TestDatabase.clear();
    admin.data(
        """
        mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
        """);
    wei = Given.customer("Zhang Wei");
    earn(wei, 100, "2099-02-01T00:00:00Z");
    earn(wei, 50, "2099-01-01T00:00:00Z");
  }

  private void earn(Given.Person who, long points, String end) {
    admin.data(
        """
        mutation($c: ID!, $n: BigInteger!, $end: DateTime, $k: String!) {
          earnPoints(input: {customer: $c, points: $n, expiresAt: $end, idempotencyKey: $k}) { points { available } } }
        """,
        "c",
        who.id(),
        "n",
        points,
        "end",
        end,
        "k",
        "e" + points);
  }

  private JsonPath preview(Api api, long points) {
    return api.data(PREVIEW, "c", wei.id(), "n", points).setRootPath("data.redemptionPreview");
  }

  private static List<String> ends(String... days) {
    return Arrays.stream(days).map(day -> day == null ? null : day + "T00:00:00Z").toList();
  }

  @Test
  void the_lots_that_end_first_would_pay_and_the_redemption_then_takes_just_these() {
    JsonPath preview = preview(admin, 70);
    assertEquals(List.of(50, 20), preview.getList("lots.points"));
    assertEquals(ends("2099-01-01", "2099-02-01"), preview.getList("lots.expiresAt"));
    assertEquals(80, preview.getInt("left"));
    assertEquals(List.of(80), preview.getList("expiring.points"));
    assertEquals(ends("2099-02-01"), preview.getList("expiring.expiresAt"));
    assertEquals(0, preview.getInt("missing"));
    JsonPath spent =
        admin.data(
            "mutation($c: ID!) { redeemPoints(input: {customer: $c, points: 70, idempotencyKey: \"r\"}) { entry { lots { points expiresAt } } points { available } } }",
            "c",
            wei.id());
    List<Integer> taken = new ArrayList<>(preview.getList("lots.points"));
    taken.replaceAll(points -> -points);
    assertEquals(taken, spent.getList("redeemPoints.entry.lots.points"));
    assertEquals(
        preview.getList("lots.expiresAt"), spent.getList("redeemPoints.entry.lots.expiresAt"));
    assertEquals(80, spent.getInt("redeemPoints.points.available"));
  }

  @Test
  void too_many_points_would_take_nothing_and_say_how_many_are_missing() {
    JsonPath preview = preview(admin, 151);
    assertEquals(1, preview.getInt("missing"));
    assertEquals(List.of(), preview.getList("lots"));
    assertEquals(150, preview.getInt("left"));
    assertEquals(List.of(50, 100), preview.getList("expiring.points"));
  }

  @Test
  void what_is_held_and_what_another_account_owes_is_not_there_to_spend() {
    admin.data(
        "mutation($c: ID!) { reservePoints(input: {customer: $c, points: 60, idempotencyKey: \"h\"}) { points { available } } }",
        "c",
        wei.id());
    assertEquals(1, preview(admin, 91).getInt("missing"));
    Given.Person other = Given.customer("Wei Zhang");
    admin.data(
        """
        mutation($c: ID!) {
          earnPoints(input: {customer: $c, points: 40, sale: "s", value: "1.00", idempotencyKey: "e"}) { points { debt } }
          redeemPoints(input: {customer: $c, points: 40, idempotencyKey: "r"}) { points { debt } }
          clawBackPoints(input: {customer: $c, sale: "s", returned: "1.00", idempotencyKey: "b"}) { points { debt } } }
        """,
        "c",
        other.id());
    admin.merge(wei.id(), other.id());
    assertEquals(0, preview(admin, 50).getInt("missing"));
    assertEquals(0, preview(admin, 50).getInt("left"));
    assertEquals(1, preview(admin, 51).getInt("missing"));
  }

  @Test
  void a_member_previews_their_own_points_only_and_growth_value_is_never_spent() {
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    assertEquals(50, member.data(PREVIEW, "n", 100).getInt("redemptionPreview.left"));
    Given.Person other = Given.customer("Li Fang");
    assertEquals("FORBIDDEN", member.error(PREVIEW, "c", other.id(), "n", 1));
    assertEquals("INVALID_INPUT", admin.error(PREVIEW, "c", wei.id(), "n", 0));
    assertEquals(
        "INVALID_INPUT", admin.error(PREVIEW, "c", wei.id(), "n", 1, "currency", "GROWTH"));
    assertEquals("FORBIDDEN", Api.as("analyst").error(PREVIEW, "c", wei.id(), "n", 1));
  }
}

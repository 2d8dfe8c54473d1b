package io.tributary.loyalty.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * L6 and L15 over the API: a request that is sent again after a merge or an unmerge is the same.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class KeysThroughMergesTest {
  private static final String EARN =
      "mutation($input: EarnPointsInput!) { earnPoints(input: $input) { entry { id } } }";
  private static final String REDEEM =
      "mutation($input: RedeemPointsInput!) { redeemPoints(input: $input) { entry { id } } }";
  private static final String RESERVE =
      "mutation($input: ReservePointsInput!) { reservePoints(input: $input) { reservation { id } } }";
  private static final String CAPTURE =
      """
      mutation($input: CaptureReservationInput!) { captureReservation(input: $input) { reservation { id state captured } } }
      """;
  private static final String COUPON =
      """
      mutation($input: RedeemCouponsInput!) { redeemCoupons(input: $input) { redemption { id } } }
      """;

  private final Api admin = Api.as("admin");
  private String programme;
  private Given.Person wei;
  private Given.Person lan;

  @BeforeEach
  void a_programme_and_two_members() {
    TestDatabase.clear();
    programme =
        admin
            .data(
                """
                mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
                """)
            .getString("createProgramme.programme.id");
    wei = Given.customer("Zhang Wei");
    lan = Given.customer("Lan");
    wei.profileAt("till");
    lan.profileAt("web");
  }

  @Test
  void points_are_given_once_whoever_of_the_two_is_named() {
    String merge = admin.merge(wei.id(), lan.id());
    String first = earn(wei, "a");
    assertEquals(first, earn(lan, "a"), "one person, one key");
    String other = earn(lan, "b");
    part(merge);
    List<String> entries = entries();
    assertEquals(2, entries.size());
    assertEquals(first, earn(wei, "a"));
    assertEquals(first, earn(lan, "a"), "answered before, so answered alike");
    assertEquals(other, earn(lan, "b"));
    assertEquals(entries, entries());
  }

  @Test
  void who_used_the_same_key_apart_has_their_own_answer_in_between_too() {
    String one = earn(wei, "a");
    String two = earn(lan, "a");
    assertNotEquals(one, two);
    String merge = admin.merge(wei.id(), lan.id());
    assertEquals(one, earn(wei, "a"));
    assertEquals(two, earn(lan, "a"));
    part(merge);
    assertEquals(one, earn(wei, "a"));
    assertEquals(two, earn(lan, "a"));
    assertEquals(2, entries().size());
  }

  @Test
  void what_was_spent_or_held_of_both_is_so_once_and_ends_once() {
    earn(wei, "a");
    earn(lan, "a");
    String merge = admin.merge(wei.id(), lan.id());
    String spent = points(REDEEM, wei, "spend", 120, "redeemPoints.entry.id");
    assertEquals(spent, points(REDEEM, lan, "spend", 120, "redeemPoints.entry.id"));
    String held = points(RESERVE, lan, "hold", 60, "reservePoints.reservation.id");
    part(merge);
    List<String> entries = entries();
    assertEquals(spent, points(REDEEM, lan, "spend", 120, "redeemPoints.entry.id"));
    assertEquals(held, points(RESERVE, lan, "hold", 60, "reservePoints.reservation.id"));
    assertEquals(entries, entries());
    Map<String, Object> capture =
        Map.of("reservation", held, "points", 50, "idempotencyKey", "capture");
    for (int times = 0; times < 2; times++) {
      assertEquals(
          50,
          admin.data(CAPTURE, "input", capture).getInt("captureReservation.reservation.captured"));
    }
    String again = admin.merge(wei.id(), lan.id());
    admin.data(CAPTURE, "input", capture);
    part(again);
    assertEquals(
        List.of("30|0|0"),
        TestDatabase.rows("SELECT sum(available), sum(reserved), sum(debt) FROM points_account"));
  }

  @Test
  void a_coupon_is_used_once() {
    String coupon =
        admin
            .data(
                "mutation($input: CreateCouponInput!) { createCoupon(input: $input) { coupon { id } } }",
                "input",
                Map.of(
                    "programme",
                    programme,
                    "name",
                    "Ten off",
                    "kind",
                    "AMOUNT",
                    "amount",
                    "10",
                    "limitPerMember",
                    1))
            .getString("createCoupon.coupon.id");
    admin.data(
        "mutation($input: ShareCouponCodeInput!) { shareCouponCode(input: $input) { code { code } } }",
        "input",
        Map.of("coupon", coupon, "code", "TENOFF"));
    String merge = admin.merge(wei.id(), lan.id());
    String used = coupon(wei, "a");
    assertEquals(used, coupon(lan, "a"));
    part(merge);
    assertEquals(used, coupon(lan, "a"));
    assertEquals(used, coupon(wei, "a"));
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM coupon_redemption"));
    // the use was of the one who was named
    assertNotEquals(used, coupon(lan, "b"));
    assertEquals("NOT_ELIGIBLE", admin.error(COUPON, "input", couponInput(wei, "b")));
  }

  private String earn(Given.Person of, String key) {
    return points(EARN, of, key, 100, "earnPoints.entry.id");
  }

  private String points(String mutation, Given.Person of, String key, int points, String path) {
    Map<String, Object> input = new HashMap<>();
    input.put("customer", of.id());
    input.put("programme", programme);
    input.put("points", points);
    input.put("idempotencyKey", key);
    return admin.data(mutation, "input", input).getString(path);
  }

  private String coupon(Given.Person of, String key) {
    return admin
        .data(COUPON, "input", couponInput(of, key))
        .getString("redeemCoupons.redemption.id");
  }

  private Map<String, Object> couponInput(Given.Person of, String key) {
    return Map.of(
        "customer",
        of.id(),
        "codes",
        List.of("TENOFF"),
        "order",
        "o-1",
        "goods",
        "100",
        "idempotencyKey",
        key);
  }

  private void part(String merge) {
    admin.data(
        "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
        "i",
        Map.of("merge", merge));
  }

  private static List<String> entries() {
    return TestDatabase.rows(
        "SELECT account_id, entry_id, kind, amount FROM points_entry ORDER BY 1, 2");
  }
}

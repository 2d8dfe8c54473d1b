package io.tributary.loyalty.tier;

import static io.tributary.loyalty.tier.Loyalty.policy;
import static io.tributary.loyalty.tier.Loyalty.publish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tiers come with, and what is left of it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TierBenefitTest {
  private static final Api ADMIN = Api.as("admin");
  private static final Api TILL = Api.as("till");
  private static final String SET =
      "mutation($input: SetTierBenefitInput!) { setTierBenefit(input: $input) { benefit { id } } }";
  private static final String USE =
      "mutation($input: UseTierBenefitInput!) { useTierBenefit(input: $input) { use { id tier year benefit { name } } } }";
  private static final String BACK =
      "mutation($use: ID!) { rollBackTierBenefit(input: {use: $use}) { use { rolledBackAt } } }";
  private static final String HAS =
      "query($id: ID!) { customer(id: $id) { membership { tier benefits { benefit { name } perYear used left } } } }";

  private String programme;
  private Given.Person wei;

  @BeforeEach
  void a_member_of_the_second_tier() {
    TestDatabase.clear();
    programme = Loyalty.programme("Club");
    publish(policy(programme));
    wei = Given.customer("Wei");
    wei.boughtAt("till", "1500.00", days(-10));
  }

  private static String days(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS).toString();
  }

  private static Map<String, Object> share(String tier, Integer perYear) {
    Map<String, Object> share = new HashMap<>();
    share.put("tier", tier);
    share.put("perYear", perYear);
    return share;
  }

  private Map<String, Object> benefit(String name, Object... shares) {
    return Map.of(
        "programme", programme, "name", name, "kind", "GIFT", "tiers", Arrays.asList(shares));
  }

  private String set(String name, Object... shares) {
    return ADMIN.data(SET, "input", benefit(name, shares)).getString("setTierBenefit.benefit.id");
  }

  private static Map<String, Object> use(
      Given.Person of, String benefit, String key, String reference) {
    return Map.of(
        "customer", of.id(), "benefit", benefit, "idempotencyKey", key, "reference", reference);
  }

  private static String used(Given.Person of, String benefit, String key) {
    return TILL.data(USE, "input", use(of, benefit, key, "order 7"))
        .getString("useTierBenefit.use.id");
  }

  private static String refused(Given.Person of, String benefit, String key) {
    return TILL.error(USE, "input", use(of, benefit, key, "order 7"));
  }

  private static List<String> has(Given.Person of) {
    return ADMIN
        .data(HAS, "id", of.id())
        .<Map<String, Object>>getList("customer.membership.benefits")
        .stream()
        .map(
            one ->
                ((Map<?, ?>) one.get("benefit")).get("name")
                    + " "
                    + one.get("perYear")
                    + " "
                    + one.get("used")
                    + " "
                    + one.get("left"))
        .toList();
  }

  @Test
  void a_gift_is_had_so_often_a_year_by_the_tiers_that_come_with_it() {
    String cake = set("Cake", share("Silver", 2), share("Gold", null));
    set("Lounge", share("Gold", 1));
    Given.Person lan = Given.customer("Lan");
    lan.boughtAt("till", "10.00", days(-10));
    assertEquals(List.of("Cake 2 0 2"), has(wei));
    assertEquals(List.of(), has(lan));
    assertEquals("NOT_ELIGIBLE", refused(lan, cake, "a"));

    String first = used(wei, cake, "a");
    assertEquals(first, used(wei, cake, "a"));
    String second = used(wei, cake, "b");
    assertEquals(List.of("Cake 2 2 0"), has(wei));
    assertEquals("NOT_ELIGIBLE", refused(wei, cake, "c"));
    assertEquals(
        "IDEMPOTENCY_KEY_REUSED", TILL.error(USE, "input", use(wei, cake, "a", "another order")));

    String at = TILL.data(BACK, "use", second).getString("rollBackTierBenefit.use.rolledBackAt");
    assertEquals(
        at, TILL.data(BACK, "use", second).getString("rollBackTierBenefit.use.rolledBackAt"));
    assertEquals(List.of("Cake 2 1 1"), has(wei));
    used(wei, cake, "c");
    TestDatabase.run("UPDATE tier_benefit_use SET year = year - 1");
    assertEquals(List.of("Cake 2 0 2"), has(wei), "another year's do not count");
    used(wei, cake, "d");

    wei.boughtAt("till", "4000.00", days(-1));
    assertEquals(List.of("Cake null 1 null", "Lounge 1 0 1"), has(wei));
    used(wei, cake, "e");
    used(wei, cake, "f");
    set("Cake", share("Gold", 1));
    assertEquals(List.of("Cake 1 3 0", "Lounge 1 0 1"), has(wei), "changed, and uses stay");
  }

  @Test
  void of_many_uses_at_once_no_more_get_through_than_are_left() {
    String cake = set("Cake", share("Silver", 2));
    List<String> answers =
        TILL.atOnce(
            30,
            i ->
                "mutation { useTierBenefit(input: {customer: \"%s\", benefit: \"%s\", idempotencyKey: \"k%d\"}) { use { id } } }"
                    .formatted(wei.id(), cake, i));
    assertEquals(
        2,
        answers.stream().filter(answer -> answer.contains("\"use\":")).count(),
        answers::toString);
    assertEquals(28, answers.stream().filter(a -> a.contains("NOT_ELIGIBLE")).count());
    assertEquals(List.of("Cake 2 2 0"), has(wei));
  }

  @Test
  void merged_members_share_what_was_used_and_have_their_own_again_when_parted() {
    String cake = set("Cake", share("Silver", 2));
    Given.Person lan = Given.customer("Lan");
    lan.boughtAt("till", "1500.00", days(-10));
    used(wei, cake, "a");
    used(lan, cake, "a");
    Api steward = Api.as("steward");
    String merge = steward.merge(wei.id(), lan.id());
    assertEquals(List.of("Cake 2 2 0"), has(wei));
    assertEquals("NOT_ELIGIBLE", refused(wei, cake, "b"));
    assertEquals("NOT_ELIGIBLE", refused(lan, cake, "b"));
    steward.data(
        "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
        "i",
        Map.of("merge", merge));
    assertEquals(List.of("Cake 2 1 1"), has(wei));
    assertEquals(List.of("Cake 2 1 1"), has(lan));
    used(lan, cake, "b");
  }

  @Test
  void what_will_not_do_is_refused() {
    for (Object shares :
        List.of(
            List.of(share("Bronze", 1)),
            List.of(share("Gold", 0)),
            List.of(share("Gold", 1001)),
            List.of(share("Gold", 1), share("Gold", 2)))) {
      Map<String, Object> input = new HashMap<>(benefit("Cake"));
      input.put("tiers", shares);
      assertEquals("INVALID_INPUT", ADMIN.error(SET, "input", input), shares::toString);
    }
    assertEquals("INVALID_INPUT", ADMIN.error(SET, "input", benefit(" ")));
    assertEquals("FORBIDDEN", TILL.error(SET, "input", benefit("Cake")));
    assertEquals("NOT_FOUND", refused(wei, "tbn_00000000000000000000000000", "a"));
    JsonPath none = TILL.send(BACK, "use", "tbu_00000000000000000000000000");
    assertEquals("NOT_FOUND", none.getString("errors[0].extensions.code"));
    assertNull(none.get("data"));
  }
}

package io.tributary.loyalty.tier;

import static io.tributary.loyalty.tier.Loyalty.policy;
import static io.tributary.loyalty.tier.Loyalty.publish;
import static io.tributary.loyalty.tier.Loyalty.tier;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TierPolicyApiTest {
  private final Api admin = Api.as("admin");
  private String programme;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    programme = Loyalty.programme("Club");
  }

  private static String daysAgo(int days) {
    return Instant.now().minus(days, ChronoUnit.DAYS).toString();
  }

  // ---- publishing

  @Test
  void a_policy_is_published_with_its_defaults_and_shown_as_it_was_sent() {
    JsonPath first = publish(policy(programme));
    assertEquals(1, first.getInt("policy.number"));
    assertEquals(List.of("Member", "Silver", "Gold"), first.getList("policy.tiers.name"));
    assertEquals(
        List.of("0.00", "1000.00", "5000.00"), first.getList("policy.tiers.minimumSpend.amount"));
    assertEquals("NET_SPEND", first.getString("policy.measure"));
    assertEquals("ROLLING", first.getString("policy.window"));
    assertEquals("P12M", first.getString("policy.period"));
    assertEquals("P12M", first.getString("policy.validity"));
    assertEquals("P0D", first.getString("policy.grace"));
    assertEquals("ONE_DOWN", first.getString("policy.floor"));
    assertEquals("IMMEDIATE", first.getString("policy.onReturn"));

    JsonPath second =
        publish(policy(programme, "grace", "P30D", "period", "P6M", "floor", "TO_EARNED"));
    assertEquals(2, second.getInt("policy.number"));
    JsonPath listed =
        admin.data(
            """
            query($p: ID!) {
              tierPolicies(programme: $p) { edges { node { id number grace } } pageInfo { hasNextPage } }
              programmes { edges { node { policy { number period } } } }
            }
            """,
            "p",
            programme);
    assertEquals(List.of(2, 1), listed.getList("tierPolicies.edges.node.number"));
    assertEquals(List.of("P30D", "P0D"), listed.getList("tierPolicies.edges.node.grace"));
    assertEquals(2, listed.getInt("programmes.edges[0].node.policy.number"));
    JsonPath node =
        admin.data(
            "query($id: ID!) { node(id: $id) { ... on TierPolicy { number floor } } }",
            "id",
            second.getString("policy.id"));
    assertEquals("TO_EARNED", node.getString("node.floor"));
  }

  @Test
  void pages_of_policies_follow_one_another() {
    for (String grace : List.of("P0D", "P1D", "P2D")) {
      publish(policy(programme, "grace", grace));
    }
    String page =
        """
        query($p: ID!, $after: String) {
          tierPolicies(programme: $p, first: 2, after: $after) { edges { node { number } } pageInfo { endCursor } }
        }
        """;
    JsonPath first = admin.data(page, "p", programme);
    assertEquals(List.of(3, 2), first.getList("tierPolicies.edges.node.number"));
    JsonPath second =
        admin.data(
            page, "p", programme, "after", first.getString("tierPolicies.pageInfo.endCursor"));
    assertEquals(List.of(1), second.getList("tierPolicies.edges.node.number"));
  }

  @Test
  void a_dry_run_counts_what_publishing_then_does() {
    Given.customer("Gold").boughtAt("till", "6000.00", daysAgo(100));
    Given.customer("Silver").boughtAt("till", "1500.00", daysAgo(100));
    Given.customer("Member").boughtAt("till", "600.00", daysAgo(100));
    Given.customer("Follower").profileAt("wechat");

    JsonPath dry = publish(policy(programme, "dryRun", true));
    assertCounts(dry, 0, 0, 0, 4, 0);
    assertTrue(dry.getBoolean("dryRun"));
    assertNull(dry.get("policy"));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM tier_policy"));
    assertEquals(List.of(), Loyalty.stored());
    assertCounts(publish(policy(programme)), 0, 0, 0, 4, 0);

    List<Map<String, Object>> milder =
        List.of(tier("Member", "0"), tier("Silver", "500"), tier("Top", "5500"));
    Map<String, Object> changed = policy(programme, "tiers", milder);
    changed.put("dryRun", true);
    List<String> before = Loyalty.stored();
    JsonPath dryAgain = publish(changed);
    assertEquals(before, Loyalty.stored());
    changed.remove("dryRun");
    JsonPath published = publish(changed);
    assertCounts(dryAgain, 2, 0, 2, 0, 0); // Member to Silver, and what was Gold to Top
    assertCounts(published, 2, 0, 2, 0, 0);
    assertEquals(
        dryAgain.<Object>getList("sample").stream().map(Object::toString).sorted().toList(),
        published.<Object>getList("sample").stream().map(Object::toString).sorted().toList());
    assertEquals(
        List.of("2 days"),
        TestDatabase.rows(
            "SELECT count(*) || ' days' FROM tier_change WHERE reason = 'POLICY_CHANGED'"));
    assertEquals(
        List.of("Member|1", "Silver|2", "Top|1"),
        TestDatabase.rows("SELECT tier, count(*) FROM membership GROUP BY tier ORDER BY tier"));
  }

  @Test
  void a_stricter_policy_takes_nothing_at_once_and_says_who_is_at_risk() {
    Given.customer("Silver").boughtAt("till", "1500.00", daysAgo(100));
    Given.customer("Gold").boughtAt("till", "9000.00", daysAgo(100));
    publish(policy(programme));
    List<Map<String, Object>> stricter =
        List.of(tier("Member", "0"), tier("Silver", "2000"), tier("Gold", "8000"));
    assertCounts(publish(policy(programme, "tiers", stricter)), 0, 0, 2, 0, 1);
    List<Map<String, Object>> flat = List.of(tier("Member", "0"), tier("Silver", "2000"));
    JsonPath gone = publish(policy(programme, "tiers", flat));
    assertCounts(gone, 0, 1, 1, 0, 0);
    assertEquals("DOWN", gone.getString("sample[0].kind"));
    assertEquals("Gold", gone.getString("sample[0].from"));
    assertEquals("Silver", gone.getString("sample[0].to"));
    assertTrue(gone.getString("sample[0].reasons[0]").contains("9000.00 CNY"));
  }

  private static void assertCounts(
      JsonPath payload, int up, int down, int unchanged, int enrolled, int atRisk) {
    assertEquals(
        List.of(up, down, unchanged, enrolled, atRisk),
        List.of(
            payload.getInt("up"),
            payload.getInt("down"),
            payload.getInt("unchanged"),
            payload.getInt("enrolled"),
            payload.getInt("atRisk")),
        payload.prettify());
  }

  @Test
  void the_same_policy_again_is_not_published_again() {
    String id = publish(policy(programme)).getString("policy.id");
    JsonPath again = publish(policy(programme, "grace", "P0D"));
    assertEquals(id, again.getString("policy.id"));
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM tier_policy"));
  }

  @Test
  void of_policies_published_at_once_each_gets_a_number_or_a_conflict() {
    List<JsonPath> answers =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            admin.send(
                                Loyalty.PUBLISH,
                                "input",
                                policy(programme, "grace", "P" + i + "D"))))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    long published = answers.stream().filter(a -> a.get("errors") == null).count();
    answers.stream()
        .filter(a -> a.get("errors") != null)
        .forEach(a -> assertEquals("CONFLICT", a.getString("errors[0].extensions.code")));
    assertTrue(published >= 1);
    assertEquals(
        List.of(published + "|" + published),
        TestDatabase.rows("SELECT count(*), max(number) FROM tier_policy"));
  }

  // ---- what is refused

  @Test
  void a_bad_field_is_named_by_its_path() {
    assertBad("input.tiers", policy(programme, "tiers", List.of()));
    assertBad(
        "input.tiers[0].minimumSpend", policy(programme, "tiers", List.of(tier("Silver", "100"))));
    assertBad("input.tiers[1].minimumSpend", ladder("Member", "0", "Silver", "0"));
    assertBad(
        "input.tiers[2].minimumSpend", ladder("Member", "0", "Silver", "500", "Gold", "499.99"));
    assertBad("input.tiers[1].minimumSpend", ladder("Member", "0", "Silver", "-5"));
    assertBad("input.tiers[1].minimumSpend", ladder("Member", "0", "Silver", "5.001"));
    assertBad("input.tiers[1].minimumSpend", ladder("Member", "0", "Silver", "much"));
    assertBad("input.tiers[1].minimumSpend", ladder("Member", "0", "Silver", "1e30"));
    assertBad("input.tiers[1].name", ladder("Member", "0", "MEMBER", "5"));
    assertBad("input.tiers[1].name", ladder("Member", "0", " ", "5"));
    assertBad("input.tiers[1].name", ladder("Member", "0", "x".repeat(61), "5"));
    for (String bad :
        List.of("P0D", "12M", "P-1M", "PT5H", "P51Y", "P1M-40D", "", "P9999999999Y")) {
      assertBad("input.period", policy(programme, "period", bad));
      assertBad("input.validity", policy(programme, "validity", bad));
    }
    assertBad("input.grace", policy(programme, "grace", "P-1D"));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM tier_policy"));
  }

  private Map<String, Object> ladder(String... namesAndMinimums) {
    return policy(
        programme,
        "tiers",
        IntStream.range(0, namesAndMinimums.length / 2)
            .mapToObj(i -> tier(namesAndMinimums[2 * i], namesAndMinimums[2 * i + 1]))
            .toList());
  }

  private void assertBad(String field, Map<String, Object> input) {
    JsonPath answer = admin.send(Loyalty.PUBLISH, "input", input);
    assertEquals(
        "INVALID_INPUT", answer.getString("errors[0].extensions.code"), () -> input.toString());
    assertEquals(field, answer.getString("errors[0].extensions.field"));
  }

  @Test
  void an_unknown_programme_is_not_found() {
    for (String id : List.of("prg_00000000000000000000000000", "cus_0", "nonsense")) {
      assertEquals("NOT_FOUND", admin.error(Loyalty.PUBLISH, "input", policy(id)));
      assertEquals(
          "NOT_FOUND",
          admin.error("query($p: ID!) { tierDistribution(programme: $p) { tier } }", "p", id));
      assertEquals(
          "NOT_FOUND",
          admin.error(
              "query($p: ID!) { tierPolicies(programme: $p) { edges { cursor } } }", "p", id));
    }
  }

  @Test
  void a_marketer_may_only_look_what_would_happen() {
    Api marketer = Api.as("marketer");
    assertEquals("FORBIDDEN", marketer.error(Loyalty.PUBLISH, "input", policy(programme)));
    marketer.data(Loyalty.PUBLISH, "input", policy(programme, "dryRun", true));
    assertEquals(
        "FORBIDDEN",
        Api.as("analyst").error(Loyalty.PUBLISH, "input", policy(programme, "dryRun", true)));
  }

  // ---- distribution

  @Test
  void the_distribution_shows_every_tier_at_any_time_in_a_constant_number_of_statements() {
    publish(policy(programme));
    String none =
        "query($p: ID!, $at: DateTime) { tierDistribution(programme: $p, asOf: $at) { tier members } }";
    assertEquals(
        List.of(0, 0, 0), admin.data(none, "p", programme).getList("tierDistribution.members"));

    Given.customer("Wei").boughtAt("till", "6000.00", "2022-03-01T10:00:00Z");
    Given.customer("Li").boughtAt("till", "1200.00", "2022-03-01T10:00:00Z");
    Given.customer("Follower").profileAt("wechat");
    Loyalty.recalculate();
    assertEquals(List.of(3, 0, 0), distribution(none, null));
    assertEquals(List.of(1, 1, 1), distribution(none, "2022-03-01T10:00:00Z"));
    assertEquals(List.of(3, 0, 0), distribution(none, "2022-03-01T09:59:59Z"));
    assertEquals(List.of(2, 1, 0), distribution(none, "2023-03-02T12:00:00+08:00"));
    assertEquals(List.of(0, 0, 0), distribution(none, "2019-01-01T00:00:00Z"));

    TestDatabase.clearStatements();
    distribution(none, "2022-03-01T10:00:00Z");
    assertEquals(3, TestDatabase.statements());
  }

  private List<Integer> distribution(String document, String at) {
    JsonPath answer = admin.data(document, "p", programme, "at", at);
    assertEquals(List.of("Member", "Silver", "Gold"), answer.getList("tierDistribution.tier"));
    return answer.getList("tierDistribution.members");
  }
}

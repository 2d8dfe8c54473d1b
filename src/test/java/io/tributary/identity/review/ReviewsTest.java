package io.tributary.identity.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ReviewsTest {
  private static final String QUEUE =
      """
      query($f: MatchReviewFilter, $n: Int, $a: String) {
        matchReviews(filter: $f, first: $n, after: $a) {
          edges { cursor node { id guard score likelihood stake priority modelVersion fields { field level weight }
                                sideBySide { name first second same } customers { id displayName } } }
        }
      }
      """;
  private static final String DECIDE =
      "mutation($i: DecideMatchReviewInput!) { decideMatchReview(input: $i) { review { state decidedBy reason } } }";
  private static final String BULK =
      "mutation($i: DecideMatchReviewsInput!) { decideMatchReviews(input: $i) { decided dryRun refused { review reason } sample { id } } }";

  @Inject Changes changes;
  private final Api steward = Api.as("steward");
  private final List<Given.Person> people = new ArrayList<>();

  @BeforeEach
  void four_pairs_of_which_three_are_scored() {
    TestDatabase.clear();
    people.clear();
    for (int i = 0; i < 8; i++) {
      people.add(Given.customer("Person " + i));
      people.get(i).profileAt("web");
    }
    scored(0, 0.95);
    scored(1, 0.6);
    scored(2, 0.2);
    review(3, "DIFFERENT_PEOPLE", "NULL, NULL, NULL, 0.1");
  }

  private void scored(int pair, double score) {
    review(
        pair,
        "SCORE",
        score
            + ", 1, '[{\"field\": \"NAME\", \"level\": \"one slip\", \"weight\": 4.5}]', "
            + score);
  }

  private void review(int pair, String guard, String values) {
    TestDatabase.run(
        "INSERT INTO match_review (review_id, customer_id, other_id, guard, evidence, state, opened_at, score, model_version, explanation, likelihood, by_score) VALUES (gen_random_uuid(), '%s', '%s', '%s', '[]', 'OPEN', '2024-01-01', %s, %s)"
            .formatted(
                people.get(2 * pair).uuid(),
                people.get(2 * pair + 1).uuid(),
                guard,
                values,
                guard.equals("SCORE")));
  }

  private List<String> firstOfEach(JsonPath queue) {
    return queue.getList("matchReviews.edges.node.customers.displayName").stream()
        .map(names -> (String) ((List<?>) names).get(0))
        .toList();
  }

  @Test
  void the_queue_begins_with_what_has_the_most_to_gain() {
    for (int i = 0; i < 3; i++) {
      people.get(2).boughtAt("web", "10.00", "2024-01-0" + (i + 1) + "T00:00:00Z");
      people.get(3).boughtAt("web", "10.00", "2024-01-0" + (i + 1) + "T00:00:00Z");
    }
    settle();
    JsonPath queue = steward.data(QUEUE);
    assertEquals(
        List.of("Person 2", "Person 0", "Person 4", "Person 6"),
        firstOfEach(queue),
        "0.6 x (1 + 3 orders) is more than 0.95 x 1");
    assertEquals(3, queue.getInt("matchReviews.edges[0].node.stake"));
    assertEquals("NAME", queue.getString("matchReviews.edges[0].node.fields[0].field"));
    JsonPath second =
        steward.data(QUEUE, "n", 2, "a", queue.getString("matchReviews.edges[1].cursor"));
    assertEquals(List.of("Person 4", "Person 6"), firstOfEach(second));
  }

  @Test
  void what_is_at_stake_follows_later_orders_and_merges() {
    for (int i = 2; i <= 4; i++) {
      people.get(i).boughtAt("web", "10.00", "2024-01-01T00:00:00Z");
    }
    settle();
    assertEquals(List.of("1"), stake(1));
    people.get(2).boughtAt("web", "10.00", "2024-01-02T00:00:00Z");
    people.get(3).boughtAt("web", "10.00", "2024-01-02T00:00:00Z");
    settle();
    assertEquals(List.of("2"), stake(1));
    steward.merge(people.get(4).id(), people.get(3).id());
    changes.drain().await().indefinitely();
    assertEquals(List.of("2"), stake(1), "whoever was merged away has the orders of both");
    people.get(2).boughtAt("web", "10.00", "2024-01-03T00:00:00Z");
    settle();
    assertEquals(List.of("3"), stake(1));
  }

  private List<String> stake(int pair) {
    return TestDatabase.rows(
        "SELECT stake FROM match_review WHERE customer_id = '" + people.get(2 * pair).uuid() + "'");
  }

  @Test
  void it_is_filtered_by_guard_score_and_customer() {
    assertEquals(
        List.of("Person 6"),
        firstOfEach(steward.data(QUEUE, "f", Map.of("guard", "DIFFERENT_PEOPLE"))));
    assertEquals(
        List.of("Person 2"),
        firstOfEach(steward.data(QUEUE, "f", Map.of("scoreFrom", 0.5, "scoreBelow", 0.9))));
    assertEquals(
        List.of("Person 4"),
        firstOfEach(steward.data(QUEUE, "f", Map.of("customer", people.get(5).id()))));
    assertEquals(List.of(), firstOfEach(steward.data(QUEUE, "f", Map.of("state", "SAME"))));
  }

  @Test
  void the_two_stand_side_by_side() {
    TestDatabase.run(
        "INSERT INTO customer_attribute (customer_id, name, value, profile_id, source_id, observed_at, rule) SELECT customer_id, 'city', '\"Suzhou\"', profile_id, source_id, '2024-01-01', 'LATEST' FROM profile");
    JsonPath queue = steward.data(QUEUE, "n", 1);
    assertEquals("city", queue.getString("matchReviews.edges[0].node.sideBySide[0].name"));
    assertEquals("Suzhou", queue.getString("matchReviews.edges[0].node.sideBySide[0].second"));
    assertTrue(queue.getBoolean("matchReviews.edges[0].node.sideBySide[0].same"));
  }

  @Test
  void each_says_what_both_have_and_would_have_as_one_in_as_many_statements_for_a_page() {
    Api admin = Api.as("admin");
    String programme =
        admin
            .data(
                "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }")
            .getString("createProgramme.programme.id");
    admin.data(
        "mutation($p: ID!) { publishTierPolicy(input: {programme: $p, tiers: [{name: \"Base\", minimumSpend: \"0\"}, {name: \"Gold\", minimumSpend: \"100\"}]}) { up } }",
        "p",
        programme);
    String yesterday = Clock.systemUTC().instant().minusSeconds(86_400).toString();
    people.get(0).boughtAt("web", "60.00", yesterday);
    people.get(1).boughtAt("web", "50.00", yesterday);
    for (Given.Person person : people.subList(0, 2)) {
      admin.data(
          "mutation($c: ID!) { earnPoints(input: {customer: $c, points: 60, idempotencyKey: \"p\"}) { points { available } } }",
          "c",
          person.id());
    }
    settle();
    String consequences =
        "query($n: Int) { matchReviews(first: $n) { edges { node { consequences { name first second together } } } } }";
    List<Map<String, String>> shown =
        steward.data(consequences, "n", 1).getList("matchReviews.edges[0].node.consequences");
    assertEquals(
        List.of(
            "POINTS in Club 60 60 120",
            "net spend 60.00 CNY 50.00 CNY 110.00 CNY",
            "orders 1 1 2",
            "tier in Club Base Base Gold"),
        shown.stream()
            .map(
                f ->
                    f.get("name")
                        + " "
                        + f.get("first")
                        + " "
                        + f.get("second")
                        + " "
                        + f.get("together"))
            .toList());
    assertEquals(statements(consequences, 1), statements(consequences, 4));
  }

  private long statements(String query, int reviews) {
    TestDatabase.clearStatements();
    assertEquals(
        reviews,
        steward.data(query, "n", reviews).getList("matchReviews.edges.node.consequences").size());
    return TestDatabase.statements();
  }

  private void settle() {
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
  }

  @Test
  void a_decision_is_kept_with_reason_and_actor_and_an_unmerge_turns_it_round() {
    String review = steward.data(QUEUE, "n", 1).getString("matchReviews.edges[0].node.id");
    JsonPath decided =
        steward.data(
            DECIDE, "i", Map.of("review", review, "decision", "SAME", "reason", "same voice"));
    assertEquals("SAME", decided.getString("decideMatchReview.review.state"));
    assertEquals("same voice", decided.getString("decideMatchReview.review.reason"));
    String merge =
        steward
            .data(
                "query($id: ID!) { customer(id: $id) { mergeHistory { edges { node { id } } } } }",
                "id",
                people.get(0).id())
            .getString("customer.mergeHistory.edges[0].node.id");
    steward.data(
        "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
        "i",
        Map.of("merge", merge));
    assertEquals(
        List.of("DIFFERENT"),
        TestDatabase.rows("SELECT state FROM match_review WHERE merge_id IS NOT NULL"));
  }

  @Test
  void a_merge_by_hand_answers_the_open_review_of_the_two() {
    steward.merge(people.get(1).id(), people.get(0).id());
    assertEquals(
        List.of("SAME"), TestDatabase.rows("SELECT state FROM match_review WHERE score > 0.9"));
  }

  @Test
  void a_rule_decides_many_and_can_be_tried_first() {
    Map<String, Object> same =
        Map.of(
            "filter",
            Map.of("scoreFrom", 0.5),
            "decision",
            "SAME",
            "reason",
            "surely",
            "dryRun",
            true);
    JsonPath tried = steward.data(BULK, "i", same);
    assertEquals(2, tried.getInt("decideMatchReviews.decided"));
    assertEquals(2, tried.getList("decideMatchReviews.sample").size());
    assertEquals(List.of("4"), open());
    JsonPath done =
        steward.data(
            BULK,
            "i",
            Map.of("filter", Map.of("scoreFrom", 0.5), "decision", "SAME", "reason", "surely"));
    assertEquals(2, done.getInt("decideMatchReviews.decided"));
    assertEquals(List.of("2"), open());
    steward.data(
        BULK,
        "i",
        Map.of(
            "filter",
            Map.of("guard", "DIFFERENT_PEOPLE"),
            "decision",
            "DIFFERENT",
            "reason",
            "births"));
    assertEquals(
        List.of("1"),
        TestDatabase.rows("SELECT count(*) FROM customer_veto WHERE reason = 'births'"));
    assertEquals(
        "INVALID_INPUT",
        steward.error(BULK, "i", Map.of("filter", Map.of(), "decision", "SAME", "reason", "all")));
    assertEquals("FORBIDDEN", Api.as("service").error(BULK, "i", same));
  }

  private static List<String> open() {
    return TestDatabase.rows("SELECT count(*) FROM match_review WHERE state = 'OPEN'");
  }

  @Test
  void statistics_say_how_often_stewards_agree_with_the_score() {
    JsonPath queue = steward.data(QUEUE, "f", Map.of("scoreFrom", 0.0));
    List<String> ids = queue.getList("matchReviews.edges.node.id");
    for (String id : ids) {
      steward.data(DECIDE, "i", Map.of("review", id, "decision", "DIFFERENT", "reason", "no"));
    }
    JsonPath statistics =
        steward.data(
            "{ matchReviewStatistics { from below open same different undecided agreement } }");
    assertEquals(
        java.util.Arrays.asList(0.2f, 0.6f, 0.9f, null),
        statistics.getList("matchReviewStatistics.from"));
    assertEquals(
        java.util.Arrays.asList(1f, 0f, 0f, null),
        statistics.getList("matchReviewStatistics.agreement"));
    assertEquals(1, statistics.getInt("matchReviewStatistics[3].open"));
  }
}

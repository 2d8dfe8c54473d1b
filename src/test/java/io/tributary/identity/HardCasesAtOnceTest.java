package io.tributary.identity;

import static io.restassured.RestAssured.given;
import static io.tributary.identity.Town.email;
import static io.tributary.identity.Town.id;
import static io.tributary.identity.Town.partition;
import static io.tributary.identity.Town.says;
import static io.tributary.identity.Town.user;
import static io.tributary.identity.Town.visit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.Given;
import io.tributary.Killing;
import io.tributary.Tables;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The cases that identity resolution must hold, by their numbers: what happens at once or breaks
 * off.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class HardCasesAtOnceTest {
  private static final String MERGE =
      "mutation($i: MergeCustomersInput!) { mergeCustomers(input: $i) { merge { id } } }";

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Sources sources;
  @Inject Merges merges;
  @Inject Changes changes;
  private Town town;

  @BeforeEach
  void open() {
    town = new Town(tx, identities, sources);
  }

  /** What a steward's answer SAME does, which needs no preview. */
  private Uni<Void> merging(UUID one, UUID other) {
    return tx.write(connection -> merges.unite(connection, one, other, "steward", null))
        .replaceWithVoid()
        .onFailure(io.tributary.graphql.ApiException.class)
        .recoverWithNull();
  }

  private static void at_once(List<Uni<Void>> steps) {
    Uni.join().all(steps).usingConcurrencyOf(16).andFailFast().await().indefinitely();
  }

  private static void nobody_points_at_who_was_merged_away() {
    assertEquals(
        List.of(),
        TestDatabase.rows(
            "SELECT p.key FROM profile p JOIN customer c USING (customer_id) WHERE c.merged_into IS NOT NULL"));
  }

  @Test
  void case_10_one_merge_asked_many_times_both_ways_round_happens_once() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.web, user("b"));
    at_once(
        IntStream.range(0, 12).mapToObj(i -> i % 2 == 0 ? merging(a, b) : merging(b, a)).toList());
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM customer_merge"));
    assertEquals(List.of("a,b"), partition());
  }

  @Test
  void case_25_a_merge_while_the_losers_facts_come_in_loses_none() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.till, user("b0", email("b@example.com")));
    List<Uni<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String key = "b" + i % 3;
      steps.add(
          town.resolving(town.till, user(key, email("b@example.com")), visit("v" + i, i))
              .replaceWithVoid());
      if (i == 5) {
        steps.add(merging(a, b));
      }
    }
    at_once(steps);
    assertEquals(List.of("a,b0,b1,b2"), partition());
    nobody_points_at_who_was_merged_away();
  }

  /** The file is taken in beside merges and unmerges that go on until it is in. */
  @Test
  void case_25_a_merge_while_a_file_of_the_losers_orders_is_taken_in_loses_none_and_doubles_none() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.till, user("b"));
    StringBuilder file = new StringBuilder("order_id,customer_ref,ordered_at,currency,total\n");
    for (int i = 0; i < 1_500; i++) {
      file.append("o").append(i).append(",b,2024-03-01T10:00:00Z,CNY,1.00\n");
    }
    String job =
        given()
            .auth()
            .preemptive()
            .basic(town.tillKey, "")
            .contentType("text/csv")
            .body(file.toString())
            .post("/v1/imports/orders")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    int merged = 0;
    boolean isIn = false;
    while (!isIn) {
      isIn =
          List.of("COMPLETED", "FAILED")
              .contains(
                  given()
                      .auth()
                      .preemptive()
                      .basic(town.tillKey, "")
                      .get("/v1/imports/" + job)
                      .<String>path("state"));
      merging(a, b).await().indefinitely();
      merged++;
      if (!isIn) {
        UUID standing =
            UUID.fromString(
                TestDatabase.rows("SELECT merge_id FROM customer_merge WHERE unmerged_at IS NULL")
                    .get(0));
        merges.unmerge(standing, "steward", null).await().indefinitely();
      }
    }
    assertTrue(merged > 1, "the file was in before anything was merged");
    changes.drain().await().indefinitely();
    assertEquals(List.of("a,b"), partition());
    assertEquals(
        List.of("1500|150000"),
        TestDatabase.rows("SELECT count(*), sum(total_minor) FROM customer_order"));
    assertEquals(
        List.of("1500|150000"),
        TestDatabase.rows("SELECT orders, net_minor FROM customer_purchases"),
        "and whoever stands for both has bought them once");
  }

  @Test
  void case_31_merges_in_a_circle_at_once_end_with_one_survivor() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.web, user("b"));
    UUID c = town.resolve(town.web, user("c"));
    at_once(List.of(merging(a, b), merging(b, c), merging(c, a), merging(b, a)));
    assertEquals(List.of("a,b,c"), partition());
    assertEquals(
        List.of("1"), TestDatabase.rows("SELECT count(*) FROM customer WHERE merged_into IS NULL"));
    nobody_points_at_who_was_merged_away();
  }

  @Test
  void case_32_n_merges_at_once_are_n() {
    UUID a = town.resolve(town.web, user("a"));
    List<Uni<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      UUID other = town.resolve(Given.source("shop" + i), user("k"));
      steps.add(merging(a, other));
    }
    at_once(steps);
    assertEquals(List.of("20"), TestDatabase.rows("SELECT count(*) FROM customer_merge_profile"));
    assertEquals(
        List.of("21"),
        TestDatabase.rows("SELECT count(*) FROM profile WHERE customer_id = '" + a + "'"));
  }

  /**
   * The counters are derived: sales and visits that come at once, each twice, and merges between.
   */
  @Test
  void case_32_n_facts_at_once_count_n_whatever_is_merged_meanwhile() {
    UUID a = town.resolve(town.web, user("a", email("a@example.com")));
    UUID b = town.resolve(town.web, user("b", email("b@example.com")));
    List<Uni<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String sale =
          """
          {"messageId": "m%1$d", "userId": "%2$s", "event": "Order Completed", "timestamp": "2024-05-01T10:00:00Z",
           "properties": {"order_id": "o%1$d", "total": 1, "currency": "CNY"}}
          """
              .formatted(i % 12, i % 2 == 0 ? "a" : "b");
      steps.add(posting(sale));
      if (i == 8) {
        steps.add(merging(a, b));
      }
    }
    at_once(steps);
    changes.drain().await().indefinitely();
    assertEquals(List.of("12|1200"), figures());
    String merge = TestDatabase.rows("SELECT merge_id FROM customer_merge").get(0);
    merges.unmerge(UUID.fromString(merge), "steward", null).await().indefinitely();
    changes.drain().await().indefinitely();
    assertEquals(List.of("6|600", "6|600"), figures());
  }

  private static List<String> figures() {
    return TestDatabase.rows("SELECT orders, net_minor FROM customer_purchases ORDER BY net_minor");
  }

  private Uni<Void> posting(String message) {
    return Uni.createFrom()
        .<Void>item(
            () -> {
              RestAssured.given()
                  .auth()
                  .preemptive()
                  .basic(town.webKey, "")
                  .contentType("application/json")
                  .body(message)
                  .post("/v1/track")
                  .then()
                  .statusCode(200);
              return null;
            })
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  @Test
  void case_33_an_identifier_that_comes_during_the_merge_finds_the_survivor() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.till, user("b"));
    at_once(
        List.of(
            merging(a, b),
            town.resolving(town.till, user("b", email("late@example.com"))).replaceWithVoid()));
    assertEquals(a, town.resolve(town.web, user("next", email("late@example.com"))));
    nobody_points_at_who_was_merged_away();
  }

  @Test
  void case_40_a_merge_that_fails_between_two_steps_leaves_nothing_behind() {
    UUID a = town.resolve(town.web, says("a", Map.of("name", "A")));
    UUID b = town.resolve(town.till, says("b", Map.of("name", "B"), email("b@example.com")));
    List<String> before = state();
    String version = town.steward.mergeVersion(id(a), id(b));
    for (String table : List.of("customer_merge_profile", "profile", "customer_attribute")) {
      TestDatabase.run(
          "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'power cut'; END $$; CREATE TRIGGER stop BEFORE INSERT OR UPDATE OR DELETE ON "
              + table
              + " FOR EACH STATEMENT EXECUTE FUNCTION stop()");
      try {
        Map<String, Object> input =
            Map.of("survivor", id(a), "absorbed", id(b), "version", version);
        assertEquals("INTERNAL", town.steward.error(MERGE, "i", input));
      } finally {
        TestDatabase.run("DROP FUNCTION stop() CASCADE");
      }
      assertEquals(before, state(), "stopped at " + table);
    }
  }

  /**
   * The server process that serves the merge is ended while it writes to one table after another.
   */
  @Test
  void case_40_a_merge_whose_database_process_is_killed_between_two_steps_leaves_nothing_behind() {
    UUID a = town.resolve(town.web, says("a", Map.of("name", "A")));
    UUID b = town.resolve(town.till, says("b", Map.of("name", "B"), email("b@example.com")));
    List<String> before = state();
    for (String table :
        List.of("customer_merge", "customer_merge_profile", "profile", "customer_attribute")) {
      assertTrue(
          Killing.at(
                  table,
                  () ->
                      tx.write(connection -> merges.unite(connection, a, b, "steward", null))
                          .subscribeAsCompletionStage())
              .isCompletedExceptionally(),
          "killed at " + table);
      assertEquals(before, state(), "killed at " + table);
    }
    merging(a, b).await().indefinitely();
    assertEquals(List.of("a,b"), partition(), "and the next attempt succeeds");
  }

  @Test
  void
      case_40_an_unmerge_whose_database_process_is_killed_between_two_steps_leaves_nothing_behind() {
    UUID a = town.resolve(town.web, says("a", Map.of("name", "A")));
    UUID b = town.resolve(town.till, says("b", Map.of("name", "B"), email("b@example.com")));
    merging(a, b).await().indefinitely();
    UUID merge = UUID.fromString(TestDatabase.rows("SELECT merge_id FROM customer_merge").get(0));
    Map<String, List<String>> before = Tables.contents(Tables.merges().keySet());
    for (String table :
        List.of(
            "customer",
            "profile",
            "customer_merge",
            "match_review",
            "customer_veto",
            "customer_attribute")) {
      assertTrue(
          Killing.at(
                  table, () -> merges.unmerge(merge, "steward", null).subscribeAsCompletionStage())
              .isCompletedExceptionally(),
          "killed at " + table);
      assertEquals(before, Tables.contents(before.keySet()), "killed at " + table);
    }
    merges.unmerge(merge, "steward", null).await().indefinitely();
    assertEquals(List.of("a", "b"), partition(), "and the next attempt succeeds");
  }

  @Test
  void case_40_a_merge_beside_an_unmerge_is_all_or_nothing() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.web, user("b"));
    UUID c = town.resolve(town.web, user("c"));
    merging(a, b).await().indefinitely();
    UUID undone = UUID.fromString(TestDatabase.rows("SELECT merge_id FROM customer_merge").get(0));
    at_once(
        List.of(
            merges.unmerge(undone, "steward", null).replaceWithVoid(),
            merging(c, b),
            merging(a, c)));
    nobody_points_at_who_was_merged_away();
    assertEquals(
        List.of("3"),
        TestDatabase.rows("SELECT count(*) FROM profile WHERE customer_id IS NOT NULL"));
    assertEquals(
        List.of(),
        TestDatabase.rows(
            "SELECT customer_id FROM customer c WHERE merged_into IS NOT NULL AND NOT EXISTS (SELECT FROM customer_merge m WHERE m.absorbed_id = c.customer_id AND m.unmerged_at IS NULL)"));
  }

  private static List<String> state() {
    return TestDatabase.rows(
        """
        SELECT 'c', customer_id::text, merged_into::text, version::text FROM customer
        UNION ALL SELECT 'p', profile_id::text, customer_id::text, home_id::text FROM profile
        UNION ALL SELECT 'm', merge_id::text, NULL, NULL FROM customer_merge
        UNION ALL SELECT 'a', customer_id::text, name, value::text FROM customer_attribute ORDER BY 1, 2, 3
        """);
  }
}

package io.tributary.identity.linking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.identity.Identities;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.Source;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MatchCustomersTest {
  private static final String RUN =
      "mutation($n: String!) { runJob(input: {name: $n}) { state error done total } }";
  private static final String FULL = "match-customers";
  private static final String CHANGED = "match-changed-customers";

  /** The profiles of each customer, one customer a line. */
  private static final String PARTITION =
      "SELECT string_agg(key, ' ' ORDER BY key) FROM profile GROUP BY customer_id ORDER BY 1";

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Changes changes;
  private final Api admin = Api.as("admin");
  private final Api steward = Api.as("steward");
  private Told told;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    told = new Told(tx, identities, changes);
  }

  private void run(String job) {
    told.settle();
    JsonPath run = admin.data(RUN, "n", job);
    assertEquals("COMPLETED", run.getString("runJob.state"), run::prettify);
    told.settle();
  }

  private void wei() {
    told.of("C1", "name", "张伟", "birth_date", "1990-03-04", "phone", "13812345678", "city", "上海");
    told.by("web")
        .of(
            "W1",
            "name",
            "Zhang Wei",
            "birth_date",
            "1990-03-04",
            "phone",
            "13812345678",
            "city",
            "Shanghai");
  }

  @Test
  void two_profiles_that_are_surely_one_person_become_one_customer_that_says_why() {
    wei();
    run(FULL);
    assertEquals(List.of("C1 W1"), TestDatabase.rows(PARTITION));
    JsonPath merge =
        steward.data(
            "{ customers(first: 5) { edges { node { mergeHistory(first: 5) { edges { node { rule actor evidence matchScore { probability modelVersion fields { field level weight } } } } } } } } }");
    String node = "customers.edges[0].node.mergeHistory.edges[0].node.";
    assertEquals("SCORE", merge.getString(node + "rule"));
    assertTrue(merge.getDouble(node + "matchScore.probability") > .999);
    assertTrue(
        merge
            .getList(node + "matchScore.fields.field")
            .containsAll(List.of("FAMILY_NAME", "BIRTH_DATE", "PHONE", "CITY")));
    assertEquals(
        List.of("0"), TestDatabase.rows("SELECT count(*) FROM linking_link"), "links are used up");
  }

  @Test
  void a_phone_that_is_told_later_is_compared_too() {
    told.of("C1", "name", "张伟", "birth_date", "1990-03-04", "phone", "13812345678", "city", "上海");
    told.by("web").of("W1", "name", "Zhang Wei", "city", "Shanghai");
    run(CHANGED);
    assertEquals(List.of("C1", "W1"), TestDatabase.rows(PARTITION));
    told.by("web").of("W1", "phone", "13812345678", "birth_date", "1990-03-04");
    run(CHANGED);
    assertEquals(List.of("C1 W1"), TestDatabase.rows(PARTITION));
  }

  @Test
  void the_traits_of_a_profile_follow_its_phones_and_mail_addresses() {
    told.of("C1", "name", "张伟");
    told.settle();
    String pending = "SELECT count(*) FROM linking_pending";
    TestDatabase.run("DELETE FROM linking_pending");
    for (String[] more :
        new String[][] {
          {"phone", "13812345678"}, {"email", "wei@mail.example"}, {"card", "VIP-204711"}
        }) {
      List<String> before = TestDatabase.rows("SELECT traits FROM linking_traits");
      told.of("C1", more);
      told.settle();
      assertNotEquals(before, TestDatabase.rows("SELECT traits FROM linking_traits"), more[0]);
      assertEquals(List.of("1"), TestDatabase.rows(pending), more[0]);
      TestDatabase.run("DELETE FROM linking_pending");
    }
  }

  @Test
  void a_merge_by_score_can_be_undone_and_does_not_come_back() {
    wei();
    run(FULL);
    String merge =
        steward
            .data(
                "{ customers(first: 1) { edges { node { mergeHistory(first: 1) { edges { node { id } } } } } } }")
            .getString("customers.edges[0].node.mergeHistory.edges[0].node.id");
    steward.data(
        "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { unmergedBy } } }",
        "i",
        Map.of("merge", merge, "reason", "brothers"));
    assertEquals(List.of("C1", "W1"), TestDatabase.rows(PARTITION));
    run(FULL);
    TestDatabase.run("INSERT INTO linking_pending SELECT profile_id, now() FROM profile");
    run(CHANGED);
    assertEquals(List.of("C1", "W1"), TestDatabase.rows(PARTITION));
    assertEquals(
        List.of("0"), TestDatabase.rows("SELECT count(*) FROM match_review WHERE state = 'OPEN'"));
  }

  @Test
  void who_may_be_one_person_is_shown_to_staff_once() {
    told.of("C1", "name", "Robert Kowalski", "birth_date", "1990-03-04", "city", "Łódź");
    told.by("web").of("W1", "name", "Rob Kowalski", "birth_date", "1990-04-03", "city", "Lodz");
    run(FULL);
    run(FULL);
    assertEquals(List.of("C1", "W1"), TestDatabase.rows(PARTITION));
    List<String> reviews =
        TestDatabase.rows(
            "SELECT guard, score > 0.5 AND score < 0.999, explanation @> '[{\"field\": \"BIRTH_DATE\", \"level\": \"day and month swapped\"}]' FROM match_review");
    assertEquals(List.of("SCORE|t|t"), reviews);
    String review =
        steward
            .data("{ matchReviews(first: 5) { edges { node { id guard } } } }")
            .getString("matchReviews.edges[0].node.id");
    steward.data(
        "mutation($i: DecideMatchReviewInput!) { decideMatchReview(input: $i) { review { state } } }",
        "i",
        Map.of("review", review, "decision", "DIFFERENT"));
    run(FULL);
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM match_review"));
  }

  @Test
  void twins_and_fathers_of_sons_are_never_merged_by_a_score() {
    String[] home = {
      "phone", "13812345678", "address", "南京西路100号", "city", "上海", "postcode", "200040"
    };
    told.of("C1", with(home, "name", "张伟", "birth_date", "1990-03-04"));
    told.of("C2", with(home, "name", "张强", "birth_date", "1990-03-04"));
    told.of("C3", with(home, "name", "张伟", "birth_date", "1961-11-30"));
    run(FULL);
    assertEquals(List.of("C1", "C2", "C3"), TestDatabase.rows(PARTITION));
    assertEquals(
        List.of("BIRTH_DATES_DIFFER", "GIVEN_NAMES_DIFFER"),
        TestDatabase.rows("SELECT DISTINCT guard FROM match_review ORDER BY 1"));
  }

  private static List<String> guards() {
    return TestDatabase.rows("SELECT DISTINCT guard FROM match_review ORDER BY 1");
  }

  @Test
  void case_03_twins_of_one_address_surname_and_birth_date_stay_two_whatever_the_score() {
    String[] home = {"address", "南京西路100号", "city", "上海", "postcode", "200040"};
    told.of("C1", with(home, "name", "张伟", "birth_date", "1990-03-04"));
    told.by("web").of("W1", with(home, "name", "Zhang Qiang", "birth_date", "1990-03-04"));
    run(FULL);
    assertEquals(List.of("C1", "W1"), TestDatabase.rows(PARTITION));
    assertEquals(List.of("GIVEN_NAMES_DIFFER"), guards());
  }

  @Test
  void case_04_a_father_and_his_son_of_one_name_and_address_stay_two_whatever_the_score() {
    String[] home = {
      "name", "Robert Kowalski", "address", "12 High Street", "city", "Łódź", "postcode", "90-001"
    };
    told.of("C1", with(home, "birth_date", "1961-11-30"));
    told.by("web").of("W1", with(home, "birth_date", "1990"));
    run(FULL);
    assertEquals(List.of("C1", "W1"), TestDatabase.rows(PARTITION));
    assertEquals(List.of("BIRTH_DATES_DIFFER"), guards(), "one of them is known by the year only");
    TestDatabase.clear();
    told.of("C1", home);
    told.by("web").of("W1", home);
    run(FULL);
    assertEquals(List.of("C1", "W1"), TestDatabase.rows(PARTITION));
    assertEquals(List.of("NOTHING_PERSONAL"), guards(), "no birth is known");
  }

  private static String[] with(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void a_run_over_everything_and_runs_over_what_changed_leave_the_same_customers() {
    List<ProfileFact> facts = new Crowd(3).of(150);
    take(facts);
    run(FULL);
    List<String> whole = TestDatabase.rows(PARTITION);
    assertTrue(whole.size() < 165, () -> whole.size() + " customers of 150 people");
    assertEquals(List.of(), whole.stream().filter(MatchCustomersTest::isWrong).toList());
    TestDatabase.clear();
    List<ProfileFact> shuffled = new ArrayList<>(facts);
    Collections.shuffle(shuffled, new Random(4));
    for (int from = 0; from < shuffled.size(); from += 70) {
      take(shuffled.subList(from, Math.min(shuffled.size(), from + 70)));
      run(CHANGED);
    }
    assertEquals(whole, TestDatabase.rows(PARTITION));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM linking_pending"));
    run(FULL);
    assertEquals(whole, TestDatabase.rows(PARTITION));
  }

  /**
   * A fact holds its profile and then wants its customer: a run that holds the customer and wants
   * the profile would be its deadlock.
   */
  @Test
  void a_run_that_waits_for_a_facts_profile_does_not_hold_its_customer() throws Exception {
    wei();
    told.settle();
    CompletableFuture<JsonPath> run;
    try (Connection fact = TestDatabase.connect();
        Statement statement = fact.createStatement()) {
      fact.setAutoCommit(false);
      statement.execute(
          "SELECT FROM profile WHERE profile_id = '%s' FOR NO KEY UPDATE"
              .formatted(
                  TestDatabase.rows("SELECT profile_id FROM profile WHERE key = 'W1'").get(0)));
      run = CompletableFuture.supplyAsync(() -> admin.data(RUN, "n", FULL));
      while (TestDatabase.rows(
                  "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%profile%'")
              .isEmpty()
          && !run.isDone()) {
        Thread.onSpinWait();
      }
      statement.execute("SELECT customer_id FROM customer FOR UPDATE NOWAIT");
      fact.rollback();
    }
    assertEquals("COMPLETED", run.join().getString("runJob.state"));
    assertEquals(List.of("C1 W1"), TestDatabase.rows(PARTITION));
  }

  private static boolean isWrong(String customer) {
    return java.util.Arrays.stream(customer.split(" "))
            .map(key -> key.substring(0, key.length() - 1))
            .distinct()
            .count()
        > 1;
  }

  private void take(List<ProfileFact> facts) {
    Source source = Given.source("till");
    tx.write(connection -> identities.resolve(connection, source, facts)).await().indefinitely();
  }

  @Test
  void a_model_is_trained_on_the_profiles_and_another_can_be_tried_first() {
    assertEquals(0, admin.data("{ matchModel { version } }").getInt("matchModel.version"));
    assertEquals(
        "CONFLICT", admin.error("mutation { trainMatchModel(input: {}) { model { version } } }"));
    take(new Crowd(5).of(780));
    told.settle();
    JsonPath trial =
        steward.data(
            """
            mutation { trainMatchModel(input: {dryRun: true, seed: 3}) {
              model { version profiles mergeThreshold fields { field levels { level weight } } }
              trial { id } run { job state }
              effect { merges reviews doubts obsolete samples { reason score { probability } customers { displayName } } } } }
            """);
    assertEquals("try-match-model", trial.getString("trainMatchModel.run.job"));
    assertEquals("COMPLETED", trial.getString("trainMatchModel.run.state"));
    JsonPath again =
        steward.data(
            """
            query($id: ID!) { matchModelTrial(id: $id) {
              seed requestedBy finishedAt error run { job state progress } model { version profiles mergeThreshold fields { field levels { level weight } } }
              effect { merges reviews doubts obsolete samples { reason score { probability } customers { displayName } } } } }
            """,
            "id",
            trial.getString("trainMatchModel.trial.id"));
    assertEquals(
        trial.<Object>get("trainMatchModel.effect"), again.<Object>get("matchModelTrial.effect"));
    assertEquals(
        trial.<Object>get("trainMatchModel.model"), again.<Object>get("matchModelTrial.model"));
    assertEquals(1, again.getDouble("matchModelTrial.run.progress"), 1e-9);
    assertEquals(3, again.getInt("matchModelTrial.seed"));
    assertEquals(
        "NOT_FOUND",
        steward.error("{ matchModelTrial(id: \"mtr_00000000000000000000000000\") { seed } }"));
    assertEquals(1, trial.getInt("trainMatchModel.model.version"));
    assertEquals(0, trial.getInt("trainMatchModel.effect.doubts"));
    int merges = trial.getInt("trainMatchModel.effect.merges");
    assertTrue(merges > 210 && merges <= 260, () -> merges + " merges of 260");
    assertEquals(
        10, trial.getList("trainMatchModel.effect.samples.findAll { it.reason == null }").size());
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM match_model"));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM customer_merge"));
    assertEquals(
        "FORBIDDEN",
        steward.error("mutation { trainMatchModel(input: {}) { model { version } } }"));
    JsonPath done =
        admin.data(
            "mutation { trainMatchModel(input: {seed: 3}) { model { version mergeThreshold trainedBy } run { job } } }");
    assertEquals(
        trial.getDouble("trainMatchModel.model.mergeThreshold"),
        done.getDouble("trainMatchModel.model.mergeThreshold"));
    run(FULL);
    assertEquals(
        List.of(Integer.toString(merges)),
        TestDatabase.rows("SELECT count(*) FROM customer_merge"));
    assertEquals(
        List.of(),
        TestDatabase.rows(PARTITION).stream().filter(MatchCustomersTest::isWrong).toList());
    staffMoveTheThreshold(trial.getDouble("trainMatchModel.model.mergeThreshold"));
    JsonPath models =
        admin.data(
            "{ matchModels(first: 1) { edges { node { version } } pageInfo { hasNextPage } } }");
    assertEquals(1, models.getInt("matchModels.edges[0].node.version"));
    assertNotEquals(true, models.getBoolean("matchModels.pageInfo.hasNextPage"));
  }

  /** A merge that staff take back was wrong: the next model must not make one like it. */
  private void staffMoveTheThreshold(double before) {
    String merge =
        TestDatabase.rows(
                "SELECT merge_id FROM customer_merge ORDER BY probability, merge_id LIMIT 1")
            .get(0);
    steward.data(
        "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
        "i",
        Map.of("merge", TypeId.MERGE.encode(UUID.fromString(merge))));
    double after =
        steward
            .data(
                "mutation { trainMatchModel(input: {dryRun: true, seed: 3}) { model { mergeThreshold } } }")
            .getDouble("trainMatchModel.model.mergeThreshold");
    assertTrue(after > before, () -> before + " bits before, " + after + " after");
  }
}

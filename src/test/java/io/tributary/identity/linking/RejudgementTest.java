package io.tributary.identity.linking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.identity.Identities;
import io.tributary.identity.linking.score.BuiltIn;
import io.tributary.identity.linking.score.Thresholds;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a newly published model says of what an older one left behind. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RejudgementTest {
  private static final String DECIDE =
      "mutation($i: DecideMatchReviewInput!) { decideMatchReview(input: $i) { review { state } } }";
  private static final String BULK =
      "mutation($i: DecideMatchReviewsInput!) { decideMatchReviews(input: $i) { decided } }";
  private static final String REVIEWS =
      "SELECT guard, state, model_version FROM match_review ORDER BY opened_at, guard";

  /** Nothing is alike enough for it. */
  private static final Thresholds STRICT = new Thresholds(500, 400);

  private static final Thresholds AS_BEFORE =
      Thresholds.choose(BuiltIn.model(), MatchModels.PRECISION, List.of());

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Changes changes;
  @Inject Rejudgement rejudgement;
  private final Api admin = Api.as("admin");
  private final Api steward = Api.as("steward");
  private Told told;

  @BeforeEach
  void one_is_merged_and_staff_are_asked_about_another() {
    TestDatabase.clear();
    told = new Told(tx, identities, changes);
    told.of("C1", "name", "张伟", "birth_date", "1990-03-04", "phone", "13812345678", "city", "上海");
    told.of("R1", "name", "Robert Kowalski", "birth_date", "1990-03-04", "city", "Łódź");
    Told web = told.by("web");
    web.of(
        "W1",
        "name",
        "Zhang Wei",
        "birth_date",
        "1990-03-04",
        "phone",
        "13812345678",
        "city",
        "Shanghai");
    web.of("R2", "name", "Rob Kowalski", "birth_date", "1990-04-03", "city", "Lodz");
    match();
    assertEquals(List.of("C1 W1", "R1", "R2"), partition());
    assertEquals(List.of("SCORE|OPEN|0"), TestDatabase.rows(REVIEWS));
  }

  private void match() {
    told.settle();
    JsonPath run =
        admin.data("mutation { runJob(input: {name: \"match-customers\"}) { state error } }");
    assertEquals("COMPLETED", run.getString("runJob.state"), run::prettify);
    told.settle();
  }

  private void publish(int version, Thresholds thresholds) {
    MatchModel model = new MatchModel(version, BuiltIn.model(), thresholds, .999, 1000, null, null);
    tx.write(c -> ModelStore.insert(c, model, Instant.parse("2024-06-01T00:00:00Z"), "admin"))
        .await()
        .indefinitely();
  }

  /** What a model of those thresholds would find to say. */
  private Rejudgement.Left rehearsed(int version, Thresholds thresholds) {
    return rejudgement
        .rehearse(new MatchModel(version, BuiltIn.model(), thresholds, .999, 1000, null, null))
        .await()
        .indefinitely();
  }

  private static List<String> partition() {
    return TestDatabase.rows(
        "SELECT string_agg(key, ' ' ORDER BY key) FROM profile GROUP BY customer_id ORDER BY 1");
  }

  private Map<String, Object> decision(String decision) {
    String doubt =
        steward
            .data("{ matchReviews(filter: {guard: \"MODEL_DOUBTS\"}) { edges { node { id } } } }")
            .getString("matchReviews.edges[0].node.id");
    return Map.of("review", doubt, "decision", decision, "reason", "looked");
  }

  @Test
  void
      a_merge_that_it_does_not_support_stays_and_staff_are_asked_and_what_it_would_not_ask_is_closed() {
    assertEquals(new Rejudgement.Left(1, 1), rehearsed(1, STRICT));
    assertEquals(new Rejudgement.Left(0, 0), rehearsed(1, AS_BEFORE));
    assertEquals(List.of("SCORE|OPEN|0"), TestDatabase.rows(REVIEWS), "it was only tried");
    publish(1, STRICT);
    match();
    assertEquals(List.of("C1 W1", "R1", "R2"), partition(), "it undoes nothing by itself");
    assertEquals(List.of("SCORE|OBSOLETE|0", "MODEL_DOUBTS|OPEN|1"), TestDatabase.rows(REVIEWS));
    JsonPath closed =
        steward.data(
            "{ matchReviews(filter: {state: OBSOLETE}) { edges { node { decidedBy reason } } } }");
    assertEquals("rule", closed.getString("matchReviews.edges[0].node.decidedBy"));
    assertEquals(
        "and asks from 400.0 on.",
        closed.getString("matchReviews.edges[0].node.reason").split(" bits, ")[1]);
    JsonPath doubt =
        steward.data(
            "{ matchReviews { edges { node { merge likelihood priority fields { field } customers { id } consequences { name } } } } }");
    assertEquals(
        TestDatabase.rows("SELECT merge_id FROM customer_merge").get(0),
        io.tributary.platform.TypeId.MERGE
            .decode(doubt.getString("matchReviews.edges[0].node.merge"))
            .orElseThrow()
            .toString());
    assertEquals(
        List.of("t"),
        TestDatabase.rows(
            "SELECT abs(priority - (1 - likelihood)) < 1e-12 FROM match_review WHERE state = 'OPEN'"),
        "what is to be gained is an undoing");
    match();
    assertEquals(2, TestDatabase.rows(REVIEWS).size(), "it is asked once");
  }

  @Test
  void the_answer_different_undoes_the_merge_and_holds() {
    publish(1, STRICT);
    match();
    assertEquals(
        "DIFFERENT",
        steward
            .data(DECIDE, "i", decision("DIFFERENT"))
            .getString("decideMatchReview.review.state"));
    assertEquals(List.of("C1", "R1", "R2", "W1"), partition());
    publish(2, AS_BEFORE);
    match();
    assertEquals(List.of("C1", "R1", "R2", "W1"), partition(), "a veto stays behind");
  }

  @Test
  void the_answer_same_holds_against_every_later_model() {
    publish(1, STRICT);
    match();
    steward.data(DECIDE, "i", decision("SAME"));
    publish(2, new Thresholds(501, 400));
    match();
    assertEquals(List.of("C1 W1", "R1", "R2"), partition());
    assertEquals(
        List.of("SAME"),
        TestDatabase.rows("SELECT state FROM match_review WHERE guard = 'MODEL_DOUBTS'"));
  }

  @Test
  void a_model_that_supports_it_again_takes_the_doubt_back_and_asks_what_it_would_ask() {
    publish(1, STRICT);
    match();
    publish(2, AS_BEFORE);
    match();
    assertEquals(
        List.of("SCORE|OBSOLETE|0", "MODEL_DOUBTS|OBSOLETE|1", "SCORE|OPEN|2"),
        TestDatabase.rows(REVIEWS));
  }

  @Test
  void many_doubts_are_answered_by_a_rule() {
    publish(1, STRICT);
    match();
    Map<String, Object> different =
        Map.of(
            "filter",
            Map.of("guard", "MODEL_DOUBTS"),
            "decision",
            "DIFFERENT",
            "reason",
            "all wrong");
    assertEquals(1, steward.data(BULK, "i", different).getInt("decideMatchReviews.decided"));
    assertEquals(List.of("C1", "R1", "R2", "W1"), partition());
  }

  @Test
  void an_open_review_is_scored_anew() {
    publish(1, new Thresholds(AS_BEFORE.merge(), AS_BEFORE.review() - 1));
    match();
    assertEquals(List.of("SCORE|OPEN|1"), TestDatabase.rows(REVIEWS));
  }
}

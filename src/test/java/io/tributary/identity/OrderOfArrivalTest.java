package io.tributary.identity;

import static io.tributary.identity.Town.partition;
import static io.tributary.identity.Town.phone;
import static io.tributary.identity.Town.reviews;
import static io.tributary.identity.Town.says;
import static io.tributary.identity.Town.shared;
import static io.tributary.identity.Town.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What guards learn late they hold as if it had been known at once. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OrderOfArrivalTest {
  private static final String PHONE = "13912345678";

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Sources sources;
  @Inject Changes changes;
  private Town town;

  @BeforeEach
  void open() {
    town = new Town(tx, identities, sources);
  }

  /** Works off whatever waits: the change queue, and who is to be looked at and compared. */
  private void settle() {
    for (int i = 0; i < 5 && (i == 0 || isWaiting()); i++) {
      changes.drain().await().indefinitely();
      assertEquals(
          "COMPLETED",
          Api.as("admin")
              .data("mutation { runJob(input: {name: \"match-changed-customers\"}) { state } }")
              .getString("runJob.state"));
    }
    assertFalse(isWaiting());
  }

  private static boolean isWaiting() {
    return !TestDatabase.rows(
            "SELECT profile_id FROM linking_pending UNION ALL SELECT customer_id FROM customer_change")
        .isEmpty();
  }

  /** A fact of somebody whose people and phone are those of one of many towns. */
  private interface Step {
    ProfileFact of(int town, String surname, String phone);
  }

  private static ProfileFact fact(
      int town, String key, int second, Map<String, Object> said, String phone) {
    return new ProfileFact(
        ProfileKey.user(town + "-" + key),
        List.of(),
        phone == null ? List.of() : List.of(phone(phone)),
        said,
        false,
        Instant.parse("2024-05-01T10:00:00Z").plusSeconds(second));
  }

  /** Somebody has the phone. */
  private static Step has(String key) {
    return (town, surname, phone) -> fact(town, key, 0, Map.of(), phone);
  }

  /** Somebody says their name, at some second. */
  private static Step isCalled(String key, String given, int second) {
    return (town, surname, phone) ->
        fact(town, key, second, Map.of("name", given + " " + surname), null);
  }

  /** Somebody with the phone says their name at once. */
  private static Step isCalledWithPhone(String key, String given) {
    return (town, surname, phone) ->
        fact(town, key, 0, Map.of("name", given + " " + surname), phone);
  }

  private static void permute(List<Step> steps, int from, List<List<Step>> orders) {
    if (from == steps.size()) {
      orders.add(List.copyOf(steps));
    }
    for (int i = from; i < steps.size(); i++) {
      Collections.swap(steps, from, i);
      permute(steps, from + 1, orders);
      Collections.swap(steps, from, i);
    }
  }

  /**
   * Each order of the steps happens in a town of its own: people of two towns have nothing in
   * common.
   */
  private void every_order_leaves(List<String> expected, Step... steps) {
    List<List<Step>> orders = new ArrayList<>();
    permute(new ArrayList<>(List.of(steps)), 0, orders);
    List<Uni<Void>> towns = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      Random dice = new Random(i);
      StringBuilder surname = new StringBuilder("K");
      for (int n = 0; n < 7; n++) {
        surname.append((char) ('a' + dice.nextInt(26)));
      }
      String phone = "139" + String.format("%08d", 1_000_000 + dice.nextInt(90_000_000));
      Uni<Void> all = Uni.createFrom().voidItem();
      for (Step step : orders.get(i)) {
        ProfileFact fact = step.of(i, surname.toString(), phone);
        all = all.chain(() -> town.resolving(town.web, fact).replaceWithVoid());
      }
      towns.add(all);
    }
    Uni.join().all(towns).usingConcurrencyOf(8).andFailFast().await().indefinitely();
    settle();
    List<String> everywhere = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      for (String customer : expected) {
        everywhere.add(i + "-" + customer.replace(",", "," + i + "-"));
      }
    }
    Collections.sort(everywhere);
    List<String> found = new ArrayList<>(partition());
    Collections.sort(found);
    assertEquals(everywhere, found);
  }

  @Test
  void case_29_two_of_one_phone_whose_names_come_in_any_order_are_two() {
    every_order_leaves(
        List.of("a", "b"), has("a"), has("b"), isCalled("a", "Anna", 1), isCalled("b", "Boris", 1));
  }

  @Test
  void case_29_two_profiles_of_one_and_one_of_another_are_two_people_in_any_order() {
    every_order_leaves(
        List.of("a,c", "b"),
        has("a"),
        has("b"),
        isCalled("a", "Anna", 1),
        isCalled("b", "Boris", 1),
        isCalledWithPhone("c", "Anna"));
  }

  @Test
  void case_29_who_says_no_name_is_nobody_elses_of_a_familys_phone_in_any_order() {
    every_order_leaves(
        List.of("a", "b", "u", "v"),
        isCalledWithPhone("a", "Anna"),
        isCalledWithPhone("b", "Boris"),
        has("u"),
        has("v"));
  }

  @Test
  void case_29_a_name_that_is_put_right_counts_in_any_order() {
    every_order_leaves(
        List.of("a,b"),
        isCalled("a", "Anna", 1),
        isCalled("a", "Boris", 2),
        has("a"),
        isCalledWithPhone("b", "Boris"));
  }

  @Test
  void a_tie_that_names_break_later_is_taken_back_and_staff_are_asked() {
    UUID first = town.resolve(town.web, user("a", phone(PHONE)));
    assertEquals(first, town.resolve(town.till, user("b", phone(PHONE))));
    town.resolve(town.web, says("a", Map.of("name", "Anna Kowalska")));
    town.resolve(town.till, says("b", Map.of("name", "Boris Kowalski")));
    assertEquals(List.of("a,b"), partition(), "until what changed is looked at");
    settle();
    assertEquals(List.of("a", "b"), partition());
    assertEquals(List.of("DIFFERENT_NAMES"), reviews());
    assertEquals(1, shared().size());
    assertEquals(
        List.of("rule"),
        TestDatabase.rows("SELECT unmerged_by FROM customer_merge WHERE unmerged_at IS NOT NULL"));
    town.resolve(town.till, user("b", phone(PHONE)));
    settle();
    assertEquals(List.of("a", "b"), partition(), "and does not come back");
  }

  @Test
  void a_review_that_a_guard_opened_says_field_by_field_how_alike_the_two_are() {
    town.resolve(town.web, says("a", Map.of("name", "Anna Kowalska"), phone(PHONE)));
    town.resolve(town.till, says("b", Map.of("name", "Boris Kowalska"), phone(PHONE)));
    settle();
    JsonPath found =
        town.steward.data(
            "{ matchReviews(first: 5) { edges { node { guard score modelVersion likelihood fields { field level weight } } } } }");
    String node = "matchReviews.edges[0].node.";
    assertEquals(1, found.getList("matchReviews.edges").size());
    assertEquals("DIFFERENT_NAMES", found.getString(node + "guard"));
    assertEquals(Guard.DIFFERENT_NAMES.likelihood(), found.getDouble(node + "likelihood"), 1e-9);
    assertTrue(found.getDouble(node + "score") > 0);
    assertEquals(
        List.of("GIVEN_NAME", "FAMILY_NAME", "PHONE"), found.getList(node + "fields.field"));
    assertEquals("different", found.getString(node + "fields[0].level"));
    assertEquals(
        "COMPLETED",
        Api.as("admin")
            .data("mutation { runJob(input: {name: \"match-customers\"}) { state } }")
            .getString("runJob.state"));
    assertEquals(List.of("DIFFERENT_NAMES"), reviews(), "and no score closes it");
    assertEquals(
        0,
        town.steward
            .data(
                "mutation { decideMatchReviews(input: {filter: {scoreFrom: 0}, decision: SAME, reason: \"alike\", dryRun: true}) { decided } }")
            .getInt("decideMatchReviews.decided"),
        "nor does a rule that names a score alone");
  }

  @Test
  void what_a_steward_made_or_confirmed_is_not_taken_back() {
    UUID a = town.resolve(town.web, user("a"));
    UUID b = town.resolve(town.till, user("b"));
    town.steward.merge(Town.id(a), Town.id(b));
    town.resolve(town.web, says("a", Town.born("Anna Kowalska", "1990-01-02")));
    town.resolve(town.till, says("b", Town.born("Boris Nowak", "1988-05-05")));
    settle();
    assertEquals(List.of("a,b"), partition());
    assertTrue(reviews().isEmpty());
  }

  @Test
  void a_tie_by_a_card_stands_when_its_phone_turns_out_to_be_a_familys() {
    town.resolve(town.web, user("a", phone(PHONE), Town.card("C-100")));
    town.resolve(town.till, user("b", phone(PHONE), Town.card("C-100")));
    town.resolve(town.till, says("x", Map.of("name", "Xenia Nowak"), phone(PHONE)));
    town.resolve(town.web, says("a", Map.of("name", "Anna Kowalska")));
    settle();
    assertEquals(List.of("a,b", "x"), partition());
  }
}

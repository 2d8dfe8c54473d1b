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
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What guards learn late they hold as if it had been known at once. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OrderOfArrivalTest {
  private static final String PHONE = "13912345678";
  private static final int HISTORIES = 8;
  private static final int ORDERS = 5;

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
    for (int i = 0; i < 8 && (i == 0 || isWaiting()); i++) {
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

  /** A fact of a history that happens in many towns, in each in another order. */
  private interface Chance {
    ProfileFact of(int town);
  }

  private static GivenIdentifier drawn(int history, int town, Random dice) {
    int value = dice.nextInt(4);
    String own = surname(history * 4 + value, town);
    return switch (dice.nextInt(5)) {
      case 0 ->
          phone(
              "139" + String.format("%08d", 1_000_000 + Math.floorMod(own.hashCode(), 90_000_000)));
      case 1 -> Town.email(own + "@example.com");
      case 2 -> Town.card("C-" + own);
      case 3 -> Town.scoped(IdentifierKind.WECHAT_UNIONID, "platform", "o" + own);
      default -> Town.scoped(IdentifierKind.WECHAT_OPENID, "app", "p" + own);
    };
  }

  /** One that nobody in another town, or in another history, has a name like. */
  private static String surname(int history, int town) {
    Random dice = new Random(history * 100L + town);
    StringBuilder surname = new StringBuilder("K");
    for (int n = 0; n < 9; n++) {
      surname.append((char) ('a' + dice.nextInt(26)));
    }
    return surname.toString();
  }

  /** Phones, e-mails, cards and WeChat ids, several at once, names, births and ids, and aliases. */
  private static Chance chance(int history, int second, long seed) {
    return town -> {
      Random dice = new Random(seed);
      String key = history + "-" + dice.nextInt(7);
      List<GivenIdentifier> carried = new ArrayList<>();
      for (int n = dice.nextInt(5); n > 0; n--) {
        GivenIdentifier one = drawn(history, town, dice);
        if (carried.stream().noneMatch(other -> other.kind() == one.kind())) {
          carried.add(new GivenIdentifier(one.kind(), one.scope(), one.value(), true));
        }
      }
      Map<String, Object> said = new HashMap<>();
      if (dice.nextInt(3) == 0) {
        said.put(
            "name",
            List.of("Anna", "Boris", "Clara").get(dice.nextInt(3)) + " " + surname(history, town));
      }
      if (dice.nextInt(4) == 0) {
        said.put("birth_date", List.of("1990-01-02", "1988-05-05").get(dice.nextInt(2)));
      }
      if (dice.nextInt(8) == 0) {
        said.put("national_id", "N" + surname(history * 2 + dice.nextInt(2), town));
      }
      List<ProfileKey> links =
          dice.nextInt(6) == 0
              ? List.of(ProfileKey.user(town + "-" + history + "-" + dice.nextInt(7)))
              : List.of();
      return new ProfileFact(
          ProfileKey.user(town + "-" + key),
          links,
          carried,
          said,
          false,
          Town.AT.plusSeconds(second));
    };
  }

  /** Who is one customer, by the keys within the town. */
  private static Map<Integer, Set<String>> partitions() {
    Map<Integer, Set<String>> found = new TreeMap<>();
    for (String customer : partition()) {
      int town = Integer.parseInt(customer.substring(0, customer.indexOf('-')));
      List<String> keys = new ArrayList<>();
      for (String key : customer.split(",")) {
        keys.add(key.substring(key.indexOf('-') + 1));
      }
      Collections.sort(keys);
      found.computeIfAbsent(town, t -> new TreeSet<>()).add(String.join(",", keys));
    }
    return found;
  }

  @Test
  void case_29_random_histories_end_in_the_same_customers_in_any_order() {
    long seed = Seed.next();
    System.out.println("seed=" + seed);
    Random dice = new Random(seed);
    List<Uni<Void>> towns = new ArrayList<>();
    List<List<Chance>> histories = new ArrayList<>();
    for (int history = 0; history < HISTORIES; history++) {
      List<Chance> facts = new ArrayList<>();
      // no two at once: what happened at one instant is ordered by what it says, and towns differ
      for (int i = 6 + dice.nextInt(10); i > 0; i--) {
        facts.add(chance(history, i, dice.nextLong()));
      }
      histories.add(facts);
    }
    for (int order = 0; order < ORDERS; order++) {
      for (int history = 0; history < HISTORIES; history++) {
        List<Chance> facts = new ArrayList<>(histories.get(history));
        Collections.shuffle(facts, dice);
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Chance chance : facts) {
          ProfileFact fact = chance.of(order);
          all = all.chain(() -> town.resolving(town.web, fact).replaceWithVoid());
        }
        towns.add(all);
      }
    }
    Uni.join().all(towns).usingConcurrencyOf(8).andFailFast().await().indefinitely();
    settle();
    Map<Integer, Set<String>> found = partitions();
    assertEquals(ORDERS, found.size());
    found.forEach((town, customers) -> assertEquals(found.get(0), customers, "seed=" + seed));
    assertTrue(
        found.get(0).stream().anyMatch(customer -> customer.contains(",")), "somebody is one");
  }

  private long statementsOf(ProfileFact fact) {
    TestDatabase.clearStatements();
    town.resolve(town.web, fact);
    return TestDatabase.statements();
  }

  @Test
  void a_fact_takes_as_many_statements_however_many_profiles_it_hangs_together_with() {
    town.resolve(town.web, user("a", Town.card("C-100")));
    long ofTwo = statementsOf(user("b", Town.card("C-100")));
    for (String key : List.of("c", "d", "e")) {
      town.resolve(town.till, user(key, Town.card("C-200")));
    }
    town.resolve(town.web, user("f", Town.card("C-200")));
    town.resolve(town.web, user("g", Town.card("C-200")));
    // the first may also have read the policy
    assertTrue(statementsOf(user("h", Town.card("C-200"))) <= ofTwo);
    assertEquals(List.of("a,b", "c,d,e,f,g,h"), partition());
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

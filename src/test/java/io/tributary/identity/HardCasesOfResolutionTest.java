package io.tributary.identity;

import static io.restassured.RestAssured.given;
import static io.tributary.identity.Town.AT;
import static io.tributary.identity.Town.born;
import static io.tributary.identity.Town.card;
import static io.tributary.identity.Town.email;
import static io.tributary.identity.Town.id;
import static io.tributary.identity.Town.ownerOf;
import static io.tributary.identity.Town.partition;
import static io.tributary.identity.Town.phone;
import static io.tributary.identity.Town.reviews;
import static io.tributary.identity.Town.says;
import static io.tributary.identity.Town.scoped;
import static io.tributary.identity.Town.shared;
import static io.tributary.identity.Town.signedIn;
import static io.tributary.identity.Town.user;
import static io.tributary.identity.Town.visit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cases that identity resolution must hold, by their numbers: what facts tie. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class HardCasesOfResolutionTest {
  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  private static final String PHONE = "13912345678";

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Sources sources;
  private Town town;

  @BeforeEach
  void open() {
    town = new Town(tx, identities, sources);
  }

  @Test
  void case_01_two_spouses_with_one_phone_stay_two() {
    town.resolve(town.web, says("wife", born("Wang Fang", "1990-01-01"), phone(PHONE)));
    town.resolve(town.till, says("husband", born("Zhang Wei", "1988-05-05"), phone(PHONE)));
    assertEquals(List.of("husband", "wife"), partition());
    assertEquals(List.of("DIFFERENT_PEOPLE"), reviews());
    assertEquals(
        List.of("+8613912345678"), shared(), "it is a family's: it ties nobody from now on");
  }

  @Test
  void case_01_spouses_of_whom_no_birth_is_known_stay_two_in_whatever_script_their_names_are() {
    town.resolve(town.web, says("wife", Map.of("name", "王芳"), phone(PHONE)));
    town.resolve(town.till, says("husband", Map.of("name", "Zhang Wei"), phone(PHONE)));
    town.resolve(town.till, says("her again", Map.of("name", "WANG FANG"), phone("13811111111")));
    assertEquals(List.of("her again", "husband", "wife"), partition());
    assertEquals(List.of("DIFFERENT_NAMES"), reviews());
    assertEquals(List.of("+8613912345678"), shared());
  }

  @Test
  void case_01_spouses_stay_two_though_one_was_known_before_her_name() {
    town.resolve(town.web, user("wife"));
    town.resolve(town.till, says("husband", born("Zhang Wei", "1988-05-05"), phone(PHONE)));
    town.resolve(town.web, says("wife", born("Wang Fang", "1990-01-01"), phone(PHONE)));
    assertEquals(List.of("husband", "wife"), partition());
    assertEquals(List.of("DIFFERENT_PEOPLE"), reviews());
  }

  @Test
  void case_01_spouses_stay_two_though_one_file_names_both_for_the_first_time() {
    town.resolve(town.till, user("wife"), user("husband"));
    town.resolve(
        town.till,
        says("husband", born("Zhang Wei", "1988-05-05"), phone(PHONE)),
        says("wife", born("Wang Fang", "1990-01-01"), phone(PHONE)));
    assertEquals(List.of("husband", "wife"), partition());
  }

  @Test
  void a_file_that_says_the_same_of_two_people_many_times_asks_once() {
    ProfileFact husband = says("husband", Map.of("name", "Zhang Wei"), phone(PHONE));
    town.resolve(town.web, says("wife", Map.of("name", "王芳"), phone(PHONE)));
    town.resolve(
        town.till,
        says("husband", Map.of("name", "Zhang Wei")),
        husband,
        says("wife", Map.of("name", "王芳"), phone(PHONE)),
        husband,
        husband);
    town.resolve(town.till, husband);
    assertEquals(List.of("DIFFERENT_NAMES"), reviews());
  }

  @Test
  void names_that_may_be_one_persons_do_not_keep_a_phone_from_tying() {
    town.resolve(town.web, says("a", Map.of("name", "张伟"), phone(PHONE)));
    town.resolve(town.till, says("b", Map.of("name", "Wei ZHANG"), phone(PHONE)));
    town.resolve(
        town.till, says("c", Map.of("first_name", "Wei", "last_name", "Chang"), phone(PHONE)));
    town.resolve(town.till, says("d", Map.of(), phone(PHONE)));
    assertEquals(List.of("a,b,c,d"), partition());
    assertEquals(List.of(), reviews());
  }

  @Test
  void case_02_a_number_with_a_new_owner_does_not_give_them_the_old_ones_orders() {
    UUID old = town.resolve(town.web, says("old", born("Li Na", "1985-03-03"), phone(PHONE)));
    ProfileFact twoYearsLater =
        new ProfileFact(
            ProfileKey.user("new"),
            List.of(),
            List.of(phone(PHONE)),
            born("Tom Becker", "1999-09-09"),
            true,
            AT.plusSeconds(2 * 365 * 86_400L));
    assertNotEquals(old, town.resolve(town.web, twoYearsLater));
    assertEquals(List.of("new", "old"), partition());
  }

  @Test
  void case_03_twins_stay_two_even_with_one_phone() {
    Map<String, Object> home = Map.of("address", "1 Long Road");
    for (String name : List.of("Tom Miller", "Beth Miller")) {
      Map<String, Object> twin = new java.util.HashMap<>(home);
      twin.putAll(born(name, "1990-01-01"));
      town.resolve(town.web, says(name, twin));
      town.resolve(town.till, says(name, twin, phone(PHONE)));
    }
    assertEquals(4, partition().size(), "nothing ties web and till, and the phone ties no twins");
  }

  @Test
  void case_04_father_and_son_with_one_name_and_address_are_tied_by_neither() {
    Map<String, Object> house = Map.of("name", "Zhang Wei", "address", "1 Long Road");
    town.resolve(town.web, says("father", house));
    town.resolve(town.web, says("son", house));
    assertEquals(List.of("father", "son"), partition());
  }

  @Test
  void case_05_staffs_own_phone_on_500_till_sales_glues_nobody() {
    List<ProfileFact> sales = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      sales.add(
          new ProfileFact(
              ProfileKey.user("t" + i),
              List.of(),
              List.of(phone(PHONE)),
              Map.of("name", "Shopper" + (char) ('a' + i % 26) + " No" + i),
              true,
              AT.plusSeconds(i)));
    }
    for (int from = 0; from < 500; from += 50) {
      town.resolve(town.till, sales.subList(from, from + 50).toArray(ProfileFact[]::new));
    }
    assertEquals(List.of("+8613912345678"), shared());
    List<String> largest =
        TestDatabase.rows(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM profile GROUP BY customer_id) c");
    assertTrue(Integer.parseInt(largest.get(0)) <= 3, "as many as may have one id each");
    assertTrue(reviews().size() <= 50, "one batch's, then the value ties no more");
    assertEquals(
        "CONFLICT",
        town.steward.error(
            "query($i: IdentifierInput) { customer(identifier: $i) { id } }",
            "i",
            Map.of("kind", "PHONE", "value", PHONE)),
        "it still finds them, and there are several");
  }

  @Test
  void case_06_a_kiosk_with_40_sign_ins_ties_nobody_and_gives_each_their_own() {
    List<Known> visits = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      visits.add(town.known(town.web, visit("kiosk", 10 * i)));
      town.resolve(town.web, signedIn("u" + i, "kiosk", 10 * i + 5));
    }
    assertEquals(
        List.of("40"), TestDatabase.rows("SELECT count(DISTINCT customer_id) FROM profile"));
    for (int i = 0; i < 40; i++) {
      String person =
          TestDatabase.rows("SELECT customer_id FROM profile WHERE key = 'u" + i + "'").get(0);
      assertEquals(person, ownerOf(visits.get(i)), "what came before the sign-in of " + i);
    }
    assertEquals("null", ownerOf(town.known(town.web, visit("kiosk", 1000))));
  }

  @Test
  void case_07_two_people_made_at_one_instant_with_one_email_are_one() {
    List<Uni<List<Known>>> requests = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      requests.add(
          town.resolving(
              i % 2 == 0 ? town.web : town.till, user("k" + i % 2, email("wei@example.com"))));
    }
    Uni.join().all(requests).usingConcurrencyOf(16).andFailFast().await().indefinitely();
    assertEquals(
        List.of("1"), TestDatabase.rows("SELECT count(*) FROM customer WHERE merged_into IS NULL"));
  }

  @Test
  void case_09_an_alias_chain_that_comes_back_to_its_beginning_is_one_customer() {
    for (String[] step : new String[][] {{"b", "a"}, {"c", "b"}, {"a", "c"}}) {
      town.resolve(town.web, alias(step[0], step[1]));
    }
    assertEquals(List.of("a,b,c"), partition());
  }

  private static ProfileFact alias(String now, String before) {
    return new ProfileFact(
        ProfileKey.user(now), List.of(ProfileKey.user(before)), List.of(), Map.of(), false, AT);
  }

  @Test
  void case_14_without_a_user_id_then_with_one_then_with_another() {
    Known before = town.known(town.web, visit("phone", 0));
    assertEquals("null", ownerOf(before));
    UUID ann = town.resolve(town.web, signedIn("ann", "phone", 1));
    assertEquals(ann.toString(), ownerOf(before));
    Known between = town.known(town.web, visit("phone", 2));
    UUID bob = town.resolve(town.web, signedIn("bob", "phone", 3));
    assertNotEquals(ann, bob);
    assertEquals(ann.toString(), ownerOf(before), "back to the last time somebody else was");
    assertEquals(bob.toString(), ownerOf(between));
  }

  @Test
  void case_16_an_alias_before_either_profile_exists_ties_them() {
    town.resolve(town.web, alias("new", "old"));
    assertEquals(town.resolve(town.web, user("old")), town.resolve(town.web, user("new")));
  }

  @Test
  void case_17_one_value_in_every_way_of_writing_it() {
    town.resolve(town.web, user("1", phone("１３９１２３４５６７８")));
    town.resolve(town.web, user("2", phone(PHONE), email("wei\u200b@example.com")));
    town.resolve(town.web, user("3", email("wei@example.com")));
    for (String name : List.of("张伟", "張偉", "Zhang Wei", "Wei ZHANG", "Rene\u0301", "Ren\u00e9")) {
      town.resolve(town.till, says(name, Map.of("name", name), phone(PHONE)));
    }
    assertEquals(
        List.of("3"),
        TestDatabase.rows(
            "SELECT count(*) FROM profile WHERE source_id = '"
                + town.web.uuid()
                + "' GROUP BY customer_id"));
    assertTrue(
        new Face(Face.of(Map.of("name", "Rene\u0301")).name(), null)
            .equals(new Face(Face.of(Map.of("name", "Ren\u00e9")).name(), null)));
  }

  @Test
  void case_18_an_email_that_its_owner_left_and_somebody_else_uses_ties_neither_to_the_other() {
    town.resolve(town.web, says("first", born("Li Na", "1985-03-03"), email("li@example.com")));
    town.resolve(town.web, says("first", born("Li Na", "1985-03-03"), email("na@example.com")));
    town.resolve(town.web, says("next", born("Liam Ott", "2001-04-04"), email("li@example.com")));
    assertEquals(List.of("first", "next"), partition());
  }

  @Test
  void case_19_one_openid_in_two_apps_is_two_people() {
    town.resolve(town.web, user("1", scoped(IdentifierKind.WECHAT_OPENID, "app1", "oX")));
    town.resolve(town.web, user("2", scoped(IdentifierKind.WECHAT_OPENID, "app2", "oX")));
    town.resolve(town.till, user("3", scoped(IdentifierKind.WECHAT_OPENID, "app1", "oX")));
    assertEquals(List.of("1,3", "2"), partition());
  }

  @Test
  void case_20_a_card_in_the_familys_hands_keeps_the_family_apart() {
    town.resolve(town.till, says("mother", born("Wang Fang", "1962-01-01"), card("C-100")));
    town.resolve(town.web, says("son", born("Zhang Wei", "1990-05-05"), card("c100")));
    assertEquals(List.of("mother", "son"), partition());
  }

  @Test
  void case_21_one_bad_value_on_200_profiles_is_an_alarm_and_no_giant() {
    double before = alarms();
    List<LogRecord> said = new CopyOnWriteArrayList<>();
    Logger log = Logger.getLogger(SharedValueAlarm.class.getName());
    Handler listener = listener(said);
    log.addHandler(listener);
    for (int i = 0; i < 4; i++) {
      ProfileFact[] facts = new ProfileFact[50];
      for (int n = 0; n < 50; n++) {
        facts[n] = user("p" + (50 * i + n), email("shop@example.com"));
      }
      town.resolve(town.till, facts);
    }
    List<String> largest =
        TestDatabase.rows(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM profile GROUP BY customer_id) c");
    log.removeHandler(listener);
    assertTrue(Integer.parseInt(largest.get(0)) <= 50);
    assertEquals(List.of("shop@example.com"), shared());
    assertEquals(before + 1, alarms(), "once, however many profiles come after");
    assertEquals(1, said.size(), () -> said.toString());
    assertTrue(said.get(0).getLevel().intValue() >= Level.WARNING.intValue());
    assertFalse(
        said.get(0).getMessage().contains("shop@example.com"), "personal values are not logged");
  }

  /** How often a value was found to be shared by the number of profiles that it glued. */
  private double alarms() {
    return given()
        .get(metrics)
        .asString()
        .lines()
        .filter(line -> line.startsWith(SharedValueAlarm.METRIC))
        .filter(line -> line.contains("shown_by=\"profiles\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Handler listener(List<LogRecord> said) {
    return new Handler() {
      @Override
      public void publish(LogRecord entry) {
        said.add(entry);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void case_22_a_value_whose_claim_is_gone_is_seen_as_new() {
    UUID old = town.resolve(town.web, user("old", email("li@example.com")));
    TestDatabase.run("DELETE FROM identifier_claim");
    assertNotEquals(old, town.resolve(town.web, user("new", email("li@example.com"))));
  }

  @Test
  void case_26_words_for_nothing_are_refused_and_tie_nobody() {
    int n = 0;
    for (String word :
        List.of("null", "undefined", "[object Object]", "0000", "\"null\"", "\"\"", "  ", "-1")) {
      for (int twice = 0; twice < 2; twice++) {
        town.resolve(
            town.web,
            user(
                "u" + n++,
                card(word),
                email(word),
                phone(word),
                scoped(IdentifierKind.WECHAT_UNIONID, "p", word)));
      }
    }
    assertEquals(n, partition().size());
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM identifier_claim"));
  }

  @Test
  void case_27_one_phone_in_four_notations_and_one_text_in_two_kinds() {
    int n = 0;
    for (String written : List.of("+86" + PHONE, "0086" + PHONE, PHONE)) {
      town.resolve(town.web, user("u" + n++, phone(written)));
    }
    town.resolve(town.till, user("full", phone("１３９１２３４５６７８")));
    assertEquals(List.of("full,u0,u1,u2"), partition());
    town.resolve(town.till, user("card", card(PHONE)));
    assertEquals(2, partition().size(), "a card with the same digits is something else");
  }

  @Test
  void case_28_ids_whose_case_matters_are_two() {
    for (IdentifierKind kind :
        List.of(
            IdentifierKind.WECHAT_OPENID,
            IdentifierKind.WECHAT_UNIONID,
            IdentifierKind.WECOM_EXTERNAL_USERID)) {
      UUID lower = town.resolve(town.web, user(kind + "1", scoped(kind, "s", "woAbC")));
      assertNotEquals(lower, town.resolve(town.web, user(kind + "2", scoped(kind, "s", "woabc"))));
    }
  }

  @Test
  void case_29_every_order_of_four_facts_gives_one_partition() {
    List<ProfileFact> facts =
        List.of(
            user("a", phone("13911111112")),
            user("b", email("b@example.com")),
            user("c", phone("13911111112"), email("b@example.com")),
            alias("d", "e"));
    List<List<ProfileFact>> orders = new ArrayList<>();
    permute(new ArrayList<>(facts), 0, orders);
    List<String> expected = List.of("a,b,c", "d,e");
    for (List<ProfileFact> order : orders) {
      TestDatabase.run(
          "TRUNCATE customer, profile, profile_key, profile_identifier, identifier_claim, profile_attribute, customer_merge, customer_merge_profile, customer_attribute CASCADE");
      order.forEach(fact -> town.resolve(town.web, fact));
      assertEquals(
          expected, partition(), order.stream().map(f -> f.key().value()).toList().toString());
    }
  }

  private static void permute(List<ProfileFact> facts, int from, List<List<ProfileFact>> orders) {
    if (from == facts.size()) {
      orders.add(List.copyOf(facts));
    }
    for (int i = from; i < facts.size(); i++) {
      java.util.Collections.swap(facts, from, i);
      permute(facts, from + 1, orders);
      java.util.Collections.swap(facts, from, i);
    }
  }

  @Test
  void one_union_id_each_on_one_platform_account_makes_two_people() {
    town.resolve(
        town.web, user("1", phone(PHONE), scoped(IdentifierKind.WECHAT_UNIONID, "p", "u1")));
    town.resolve(
        town.till, user("2", phone(PHONE), scoped(IdentifierKind.WECHAT_UNIONID, "p", "u2")));
    assertEquals(List.of("1", "2"), partition());
    assertEquals(List.of("ONE_PER_PERSON"), reviews());
  }

  @Test
  void two_verified_birth_dates_or_national_ids_are_two_people_whatever_their_names() {
    town.resolve(
        town.web,
        says("1", Map.of("birth_date", "1990-01-01", "birth_date_verified", true), phone(PHONE)));
    town.resolve(
        town.till,
        says("2", Map.of("birth_date", "1990-10-01", "birth_date_verified", true), phone(PHONE)));
    assertEquals(List.of("1", "2"), partition());
    town.resolve(town.web, says("3", Map.of("national_id", "A1"), email("x@example.com")));
    town.resolve(town.till, says("4", Map.of("national_id", "B2"), email("x@example.com")));
    assertEquals(List.of("1", "2", "3", "4"), partition());
  }

  @Test
  void a_look_up_by_a_devices_id_finds_its_one_person() {
    town.resolve(town.web, visit("mine", 0));
    UUID ann = town.resolve(town.web, signedIn("ann", "mine", 1));
    town.resolve(town.web, visit("mine", 2));
    assertEquals(
        id(ann),
        town.steward
            .data(
                "query($i: IdentifierInput) { customer(identifier: $i) { id } }",
                "i",
                Map.of("kind", "ANONYMOUS_ID", "value", "mine"))
            .getString("customer.id"));
  }

  @Test
  void case_27_a_card_without_its_programme_is_the_sources_where_that_says_one() {
    GivenIdentifier named = Town.scoped(IdentifierKind.CARD_NUMBER, "club", "C-100");
    UUID one = town.resolve(town.web, user("a", named));
    assertNotEquals(one, town.resolve(town.web, user("b", card("C-100"))), "of which programme?");
    Api.as("admin")
        .data(
            "mutation($i: UpdateSourceInput!) { updateSource(input: $i) { source { cardProgramme } } }",
            "i",
            Map.of("id", town.web.getId(), "cardProgramme", "club"));
    Source told = sources.byId(town.web.uuid()).await().indefinitely().orElseThrow();
    assertEquals(one, town.resolve(told, user("c", card("c100"))));
    GivenIdentifier other = Town.scoped(IdentifierKind.CARD_NUMBER, "other", "C-100");
    assertNotEquals(one, town.resolve(told, user("d", other)));
  }
}

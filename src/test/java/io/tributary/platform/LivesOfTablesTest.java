package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Tables;
import io.tributary.TestDatabase;
import io.tributary.identity.Identities;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.Source;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Holds what tables with a profile's, customer's or account's id declare in their comments: what a
 * merge, its unmerge and an erasure do with their rows. A real merge is compared with it table by
 * table, so a table that was forgotten fails here.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class LivesOfTablesTest {
  @Inject Changes changes;
  @Inject Identities identities;
  @Inject Tx tx;
  private Given.Person wei;
  private Given.Person lee;

  @BeforeEach
  void two_customers_with_a_row_in_every_table() {
    TestDatabase.clear();
    Api admin = Api.as(Roles.ADMIN);
    String programme =
        admin
            .data(
                "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }")
            .getString("createProgramme.programme.id");
    admin.data(
        "mutation($p: ID!) { publishTierPolicy(input: {programme: $p, tiers: [{name: \"Base\", minimumSpend: \"0\"}, {name: \"Gold\", minimumSpend: \"100\"}]}) { up } }",
        "p",
        programme);
    admin.data(
        "mutation($p: ID!) { publishEarningPolicy(input: {programme: $p, pointsPerUnit: \"1\", effectiveFrom: \"2024-01-01T00:00:00Z\"}) { policy { number } } }",
        "p",
        programme);
    admin.data(
        "mutation($p: ID!) { setPointsPayment(input: {programme: $p, points: 1, worth: \"0.01\"}) { rule { points } } }",
        "p",
        programme);
    String reward =
        admin
            .data(
                "mutation($p: ID!) { createReward(input: {programme: $p, terms: {name: \"Mug\", price: 3}}) { reward { id } } }",
                "p",
                programme)
            .getString("createReward.reward.id");
    admin.data(
        "mutation($w: ID!) { publishReward(input: {reward: $w}) { reward { id } } }", "w", reward);
    String coupon =
        admin
            .data(
                "mutation($p: ID!) { createCoupon(input: {programme: $p, name: \"Ship\", kind: FREE_SHIPPING}) { coupon { id } } }",
                "p",
                programme)
            .getString("createCoupon.coupon.id");
    admin.data(
        "mutation($k: ID!) { shareCouponCode(input: {coupon: $k, code: \"SHIP\"}) { code { code } } }",
        "k",
        coupon);
    admin.data(
        """
        mutation($p: ID!) { setEventBonus(input: {programme: $p, name: "Looks", occasion: EVENT, eventNames: ["product viewed"],
          points: 1, per: DAY, times: 2, since: "2024-01-01T00:00:00Z"}) { bonus { id } } }
        """,
        "p",
        programme);
    admin.data(
        """
        mutation($p: ID!) { publishMission(input: {programme: $p, name: "Look", points: 1, since: "2024-01-01T00:00:00Z",
          steps: [{name: "look", kind: EVENT, count: 5, eventNames: ["product viewed"]}]}) { mission { id } } }
        """,
        "p",
        programme);
    admin.data(
        """
        mutation($p: ID!) { setTierBenefit(input: {programme: $p, name: "Cake", kind: GIFT, tiers: [{tier: "Gold", perYear: 1}]})
          { benefit { id } } }
        """,
        "p",
        programme);
    TestDatabase.run(
        """
        INSERT INTO value_fit (fit_id, model, as_of, fitted_at, timezone, currency, customers, sample, repeaters, used,
                               log_likelihood, parameters)
        VALUES (gen_random_uuid(), 'BG_NBD', '2024-01-01Z', now(), 'UTC', 'CNY', 2357, 2357, 946, 2357, -9582.4,
                ARRAY[0.243, 4.414, 0.793, 2.426]);
        INSERT INTO rfm_run (run_id, as_of, computed_at, customers, currency, recency, frequency, monetary, segments)
        VALUES (gen_random_uuid(), '2024-01-01Z', now(), 4, 'CNY', ARRAY[9, 19, 29, 39], ARRAY[2, 3, 4, 5],
                ARRAY[1, 2, 3, 4], array_fill('Others'::text, ARRAY[125]));
        INSERT INTO churn_run (run_id, as_of, computed_at, active_days, gap, channels, channel_gaps)
        VALUES (gen_random_uuid(), '2024-01-01Z', now(), 90, 40, '{}', '{}')
        """);
    wei = Given.customer("Zhang Wei");
    lee = Given.customer("Lee");
    for (Given.Person person : List.of(wei, lee)) {
      person
          .boughtAt("till", "88.00", "2024-03-01T10:00:00Z")
          .line("tea", "88.00")
          .returned("8.00", "2024-03-05T10:00:00Z");
      person.did("web", "VIEW", "Product Viewed", "2024-03-01T09:00:00Z");
      for (String profile :
          TestDatabase.rows(
              "SELECT profile_id FROM profile WHERE customer_id = '" + person.uuid() + "'")) {
        UUID id = UUID.fromString(profile);
        TestDatabase.identifier(id, "CARD_NUMBER", "", profile.substring(0, 8), id, "VERIFIED");
      }
      TestDatabase.run(
          """
          INSERT INTO identifier_claim SELECT profile_id, 'CARD_NUMBER', '', profile_id, '2024-01-01' FROM profile WHERE customer_id = '%1$s';
          INSERT INTO fact_key SELECT order_id, profile_id, order_id, ordered_at, order_id FROM customer_order JOIN profile USING (profile_id) WHERE customer_id = '%1$s';
          INSERT INTO profile_link SELECT profile_id, profile_id, '2024-01-01' FROM profile WHERE customer_id = '%1$s';
          INSERT INTO anonymous_buyer SELECT profile_id FROM profile WHERE customer_id = '%1$s';
          INSERT INTO undated_statement SELECT profile_id, profile_id, '2024-01-01' FROM profile WHERE customer_id = '%1$s';
          INSERT INTO device_sign_in SELECT profile_id, '2024-01-01', profile_id FROM profile WHERE customer_id = '%1$s';
          INSERT INTO device_visit SELECT profile_id, '2024-01-01', profile_id, profile_id FROM profile WHERE customer_id = '%1$s';
          INSERT INTO attribute_pin SELECT '%1$s', '%1$s', profile_id, 'city', '"Suzhou"', 'asked', 'steward', '2024-01-01'
          FROM profile WHERE customer_id = '%1$s' LIMIT 1;
          INSERT INTO privacy_request (customer_id, request_id, kind, state, details, requested_by, requested_at, due_at)
          VALUES ('%1$s', '%1$s', 'ERASURE', 'RECEIVED', '{"of": "Zhang Wei"}', 'Zhang Wei', '2024-01-01', '2024-02-01');
          INSERT INTO processing_limit VALUES ('%1$s', '%1$s', 'OBJECTION', '2024-01-01', '2024-01-02', 'service');
          INSERT INTO consent SELECT profile_id, profile_id, '%1$s', 'marketing', 'EMAIL', 'GRANTED', '3', NULL, 'form', '2024-01-01', '2024-01-01', 'service'
          FROM profile WHERE customer_id = '%1$s';
          INSERT INTO profile_relation SELECT profile_id, 'STAFF', 'ww1', 'ZhangSan', '2024-01-01', '2024-01-01' FROM profile WHERE customer_id = '%1$s';
          INSERT INTO store (store_id, code, created_at) VALUES ('01900000-0000-7000-8000-000000000001', 'S1', now()) ON CONFLICT DO NOTHING;
          UPDATE customer_order SET store_id = '01900000-0000-7000-8000-000000000001' WHERE profile_id IN (SELECT profile_id FROM profile WHERE customer_id = '%1$s');
          INSERT INTO visit SELECT profile_id, '2024-03-01', source_id, '2024-03-01', '2024-03-01', 1, 1, NULL, false, false
          FROM profile WHERE customer_id = '%1$s' LIMIT 1;
          INSERT INTO match_sample VALUES ('%1$s', 1, '{}', '2024-01-01', 'steward');
          INSERT INTO match_sample_pair SELECT '%1$s', 1, profile_id, profile_id, 'MERGED', 1, '' FROM profile WHERE customer_id = '%1$s' LIMIT 1;
          INSERT INTO tier_lock SELECT '%1$s', '%1$s', programme_id, 'FLOOR', 'Gold', 'guest', 'service', '%1$s', '2024-02-01' FROM programme;
          INSERT INTO tier_benefit_use SELECT '%1$s', '%1$s', benefit_id, '%1$s', 2024, 'Gold', NULL, 'till', '2024-02-01' FROM tier_benefit;
          INSERT INTO tier_warning SELECT '%1$s', programme_id, '2024-03-01', 30, '%1$s', 'Gold', '[]', 'Base', '2024-02-01' FROM programme;
          INSERT INTO mission_join SELECT '%1$s', mission_id, '2024-01-01' FROM mission;
          INSERT INTO mission_reward SELECT '%1$s', mission_id, '2023-12-01', 1, 1, '2023-12-01', false, NULL, NULL FROM mission;
          INSERT INTO referral_code SELECT '%1$s', programme_id, '%1$s', '%1$s', '2024-01-01' FROM programme;
          INSERT INTO referral_use SELECT profile_id, profile_id, '2024-01-01' FROM profile WHERE customer_id = '%1$s';
          INSERT INTO referral (customer_id, referral_id, programme_id, code_hash, referrer_id, used_at, state, approved, decision_reason, changed)
          SELECT '%1$s', '%1$s', programme_id, '%1$s', '%1$s', '2024-01-01', 'REFUSED', false, 'Zhang Wei said so', true FROM programme;
          INSERT INTO staff_handover SELECT profile_id, profile_id, 'ww1', 'ZhangSan', 'LiSi', false, 'REQUESTED', NULL, 'steward', '2024-01-01' FROM profile WHERE customer_id = '%1$s';
          """
              .formatted(person.uuid()));
      says(person);
      points(person, reward, coupon);
    }
    settle();
  }

  /**
   * A sale that earned points and one paid with some, a reward, coupons, points that are held, and
   * a correction.
   */
  private static void points(Given.Person person, String reward, String coupon) {
    Api.as(Roles.ADMIN)
        .data(
            """
            mutation($c: ID!, $s: ID!, $w: ID!, $k: ID!) {
              earnPoints(input: {customer: $c, points: 88, sale: "s", value: "88.00", idempotencyKey: "e"}) { points { available } }
              reservePoints(input: {customer: $c, points: 10, idempotencyKey: "r"}) { points { available } }
              adjustPoints(input: {customer: $c, points: 20000, reason: "prize", idempotencyKey: "a"}) { points { available } }
              redeemReward(input: {customer: $c, reward: $w, idempotencyKey: "w"}) { points { available } }
              giveCoupon(input: {customer: $c, coupon: $k, idempotencyKey: "g"}) { code { code } }
              redeemCoupons(input: {customer: $c, codes: ["SHIP"], order: "o", goods: "1.00", shipping: "1.00", idempotencyKey: "u"}) { redemption { id } }
              payWithPoints(input: {customer: $c, points: 5, source: $s, order: "o", idempotencyKey: "p"}) { points { available } }
            }
            """,
            "c",
            person.id(),
            "s",
            Given.source("till").getId(),
            "w",
            reward,
            "k",
            coupon);
  }

  private void says(Given.Person person) {
    ProfileFact fact =
        new ProfileFact(
            ProfileKey.user(person.name() + " " + person.uuid()),
            List.of(),
            List.of(),
            Map.of("name", person.name()),
            false,
            Instant.parse("2024-01-01T00:00:00Z"));
    Source web = Given.source("web");
    tx.write(c -> identities.resolve(c, web, List.of(fact))).await().indefinitely();
  }

  /** Recomputes all that follows from the facts of everyone. */
  private void settle() {
    TestDatabase.run(
        """
        INSERT INTO customer_change
        SELECT customer_id, gen_random_uuid(), 0, now() FROM customer
        """);
    changes.drain().await().indefinitely();
  }

  @Test
  void case_38_every_table_that_names_a_person_declares_how_it_lives() {
    Map<String, String> merges = Tables.merges();
    assertEquals(
        List.of(),
        merges.keySet().stream().filter(table -> merges.get(table) == null).toList(),
        "end the comments of these tables with [merge: …; erasure: …], see CONTRIBUTING");
    assertEquals(
        List.of(),
        TestDatabase.rows(
            """
            SELECT c.relname FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND c.relname <> 'flyway_schema_history' AND obj_description(c.oid, 'pg_class') NOT LIKE 'reference:%'
              AND obj_description(c.oid, 'pg_class') !~ 'erasure: (delete|blank|keep|search)\\]$'
              AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                AND a.atttypid IN ('text'::regtype, 'jsonb'::regtype, 'bytea'::regtype))
            """),
        "end the comments of these tables with [merge: …; erasure: …], see CONTRIBUTING");
  }

  /** The names of columns say nothing here: everything that is in the tables is looked through. */
  @Test
  void case_38_a_table_that_holds_a_persons_id_under_any_name_or_as_text_declares_how_it_lives() {
    List<String> ids = new ArrayList<>();
    Map.of(
            "customer_id FROM customer", TypeId.CUSTOMER,
            "profile_id FROM profile", TypeId.PROFILE)
        .forEach(
            (column, type) ->
                TestDatabase.rows("SELECT " + column)
                    .forEach(
                        id -> {
                          ids.add(id);
                          ids.add(id.replace("-", ""));
                          ids.add(type.encode(UUID.fromString(id)));
                        }));
    ids.addAll(TestDatabase.rows("SELECT account_id FROM points_account"));
    String everything =
        TestDatabase.rows(
                """
                SELECT format('SELECT %1$L WHERE EXISTS (SELECT FROM %1$I t WHERE t::text ~ {ids})', c.relname)
                FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                  AND c.relname <> 'flyway_schema_history'
                  AND obj_description(c.oid, 'pg_class') !~ '\\[merge: (stays|moves|derived|record|queue); erasure: (delete|blank|keep|search)\\]$'
                """)
            .stream()
            .collect(java.util.stream.Collectors.joining(" UNION ALL "))
            .replace("{ids}", "'(" + String.join("|", ids) + ")'");
    assertEquals(
        List.of(),
        TestDatabase.rows(everything),
        "end the comments of these tables with [merge: …; erasure: …], see CONTRIBUTING");
  }

  @Test
  void case_38_a_merge_and_its_unmerge_do_with_every_table_what_it_declares() {
    Map<String, String> tables = Tables.restored();
    Map<String, List<String>> before = Tables.contents(tables.keySet());
    before.forEach(
        (table, rows) ->
            assertNotEquals(
                List.of(), rows, "give the two customers a row in " + table + " above"));
    Api steward = Api.as(Roles.STEWARD);
    String merge = steward.merge(wei.id(), lee.id());
    settle();
    Map<String, List<String>> merged = Tables.contents(tables.keySet());
    List<String> wrong = new ArrayList<>();
    tables.forEach(
        (table, how) -> {
          if (how.equals("stays") && !merged.get(table).equals(before.get(table))) {
            wrong.add(table + " says that it stays, and changed");
          }
          if (!how.equals("stays") && rowsOf(table, lee) > 0) {
            wrong.add(table + " says " + how + ", and still has rows of who was merged away");
          }
          if (!how.equals("stays") && rowsOf(table, wei) == 0) {
            wrong.add(table + " says " + how + ", and has nothing of who stands for both");
          }
        });
    assertEquals(List.of(), wrong);
    steward.data(
        "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
        "i",
        Map.of("merge", merge));
    settle();
    Map<String, List<String>> after = Tables.contents(tables.keySet());
    tables.keySet().forEach(table -> assertEquals(before.get(table), after.get(table), table));
  }

  @Test
  void case_38_an_erasure_does_with_every_table_what_it_declares() {
    Map<String, String> tables = Tables.erasures();
    Tables.merges().forEach((table, how) -> tables.remove(how.equals("queue") ? table : ""));
    Map<String, List<String>> before = Tables.contents(tables.keySet());
    List<String> ids =
        TestDatabase.rows(
            """
            SELECT '%1$s' UNION ALL SELECT profile_id::text FROM profile WHERE customer_id = '%1$s'
            UNION ALL SELECT account_id::text FROM points_account WHERE customer_id = '%1$s'
            """
                .formatted(wei.uuid()));
    String request = TypeId.PRIVACY_REQUEST.encode(wei.uuid());
    Api admin = Api.as(Roles.ADMIN);
    admin.data(
        "mutation($r: ID!) { verifyPrivacyRequest(input: {request: $r, how: \"Zhang Wei was here\"}) { request { state } } }",
        "r",
        request);
    admin.data(
        "mutation($r: ID!) { fulfilPrivacyRequest(input: {request: $r}) { request { state } } }",
        "r",
        request);
    settle();
    Map<String, List<String>> after = Tables.contents(tables.keySet());
    List<String> wrong = new ArrayList<>();
    tables.forEach(
        (table, how) -> {
          List<String> own = of(before.get(table), ids);
          List<String> left = of(after.get(table), ids);
          List<String> others = new ArrayList<>(before.get(table));
          others.removeAll(own);
          if (!after.get(table).containsAll(others)) {
            wrong.add(table + " lost something of somebody else");
          }
          if (how.equals("delete") && !left.isEmpty()) {
            wrong.add(table + " says that it deletes, and has " + left);
          }
          if (how.equals("keep") && !left.containsAll(own)) {
            wrong.add(table + " says that it keeps, and has " + left + " of " + own);
          }
          if (how.equals("blank") && left.size() != own.size()) {
            wrong.add(table + " says that it keeps the figures, and has " + left);
          }
          left.stream()
              .filter(row -> row.contains("Zhang Wei"))
              .forEach(row -> wrong.add(table + " still names them: " + row));
        });
    assertEquals(List.of(), wrong);
  }

  private static List<String> of(List<String> rows, List<String> ids) {
    return rows.stream().filter(row -> ids.stream().anyMatch(row::contains)).toList();
  }

  private static long rowsOf(String table, Given.Person person) {
    return Long.parseLong(
        TestDatabase.rows(
                "SELECT count(*) FROM " + table + " WHERE customer_id = '" + person.uuid() + "'")
            .get(0));
  }
}

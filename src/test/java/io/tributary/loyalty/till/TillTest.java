package io.tributary.loyalty.till;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Points at tills without a network. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TillTest {
  private static final Api TILL = Api.as("till");
  private static final String GRANT =
      "mutation($input: GrantTillAllowanceInput!) { grantTillAllowance(input: $input) { allowance { signed points validUntil heldUntil } points { available reserved } } }";
  private static final String UPLOAD =
      "mutation($input: UploadTillSpendInput!) { uploadTillSpend(input: $input) { points { available reserved } } }";

  @Inject TillKeys keys;
  @Inject TillKeyStore store;
  @Inject Tx tx;
  private Given.Person wei;

  @BeforeEach
  void a_member_with_a_hundred_points() {
    TestDatabase.clear();
    Api.as("admin")
        .data(
            "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"Asia/Shanghai\"}) { programme { id } } }");
    wei = Given.customer("Wei");
    TILL.data(
        "mutation($c: ID!) { earnPoints(input: {customer: $c, points: 100, idempotencyKey: \"e\"}) { points { available } } }",
        "c",
        wei.id());
  }

  private Map<String, Object> allowance(long points, String device, long sequence) {
    return Map.of("customer", wei.id(), "points", points, "device", device, "sequence", sequence);
  }

  private String granted(long points, String device, long sequence) {
    return TILL.data(GRANT, "input", allowance(points, device, sequence))
        .getString("grantTillAllowance.allowance.signed");
  }

  private static Map<String, Object> spend(String allowance, long points, Instant at) {
    return Map.of("allowance", allowance, "points", points, "spentAt", at.toString());
  }

  private static String upload(String allowance, long points) {
    JsonPath answer = TILL.data(UPLOAD, "input", spend(allowance, points, Instant.now()));
    return answer.getLong("uploadTillSpend.points.available")
        + " "
        + answer.getLong("uploadTillSpend.points.reserved");
  }

  private static List<String> balance() {
    return TestDatabase.rows("SELECT available, reserved FROM points_account");
  }

  @Test
  void a_till_can_tell_a_real_allowance_by_itself() throws Exception {
    String signed = granted(30, "till 7", 1);
    JsonPath published = TILL.data("{ tillKeys { jwk signsUntil verifiesUntil } }");
    UUID key = AllowanceText.key(signed).orElseThrow();
    String jwk =
        published.<String>getList("tillKeys.jwk").stream()
            .filter(one -> new JsonObject(one).getString("kid").equals(key.toString()))
            .findFirst()
            .orElseThrow();
    assertEquals("Ed25519", new JsonObject(jwk).getString("crv"));
    assertEquals(null, new JsonObject(jwk).getString("d"), "the private part stays here");
    Allowance read = AllowanceText.verify(signed, jwk).orElseThrow();
    assertEquals(30, read.points());
    assertEquals("till 7", read.device());
    assertEquals(1, read.sequence());
    assertEquals(wei.uuid().toString(), read.customer().toString());
    assertEquals(Duration.ofHours(24), Duration.between(read.issuedAt(), read.validUntil()));

    String[] parts = signed.split("\\.");
    String more =
        new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1])))
            .put("points", 3000)
            .encode();
    String forged =
        parts[0]
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(more.getBytes())
            + "."
            + parts[2];
    assertTrue(AllowanceText.verify(forged, jwk).isEmpty());
    for (String wrong : List.of(forged, "x", "", parts[0] + "." + parts[1] + ".")) {
      assertEquals(
          "INVALID_INPUT", TILL.error(UPLOAD, "input", spend(wrong, 1, Instant.now())), wrong);
    }
    assertEquals(List.of("70|30"), balance());
  }

  @Test
  void what_tills_may_spend_has_left_the_members_points_before_they_go_offline() {
    JsonPath first = TILL.data(GRANT, "input", allowance(60, "A", 1));
    assertEquals(40, first.getLong("grantTillAllowance.points.available"));
    assertEquals(60, first.getLong("grantTillAllowance.points.reserved"));
    assertEquals("INSUFFICIENT_POINTS", TILL.error(GRANT, "input", allowance(60, "B", 1)));
    String second = granted(40, "B", 1);
    assertEquals(
        first.getString("grantTillAllowance.allowance.validUntil"),
        TILL.data(GRANT, "input", allowance(60, "A", 1))
            .getString("grantTillAllowance.allowance.validUntil"),
        "the same again");
    assertEquals("IDEMPOTENCY_KEY_REUSED", TILL.error(GRANT, "input", allowance(10, "A", 1)));
    assertEquals("5 60", upload(second, 35));
    String signed = first.getString("grantTillAllowance.allowance.signed");
    assertEquals("65 0", upload(signed, 0), "nothing was spent");
  }

  @Test
  void a_spending_counts_once_however_often_it_comes() {
    String signed = granted(60, "A", 1);
    String at = Instant.now().toString();
    List<String> answers =
        TILL.atOnce(
            40,
            i ->
                "mutation { uploadTillSpend(input: {allowance: \"%s\", points: 45, spentAt: \"%s\"}) { points { available reserved } } }"
                    .formatted(signed, at));
    assertEquals(1, new HashSet<>(answers).size(), answers::toString);
    assertTrue(answers.get(0).contains("\"available\":55"), answers.get(0));
    assertEquals(
        "IDEMPOTENCY_KEY_REUSED",
        TILL.error(UPLOAD, "input", spend(signed, 44, Instant.parse(at))));
  }

  @Test
  void spendings_of_many_tills_come_in_any_order_and_more_than_once_to_the_same_end() {
    long seed = Seed.next();
    Random random = new Random(seed);
    List<String> uploads = new ArrayList<>();
    long left = 100;
    for (int i = 0; i < 8; i++) {
      String signed = granted(10, "till " + i % 3, i);
      int spent = random.nextInt(11);
      left -= spent;
      String document =
          "mutation { uploadTillSpend(input: {allowance: \"%s\", points: %d, spentAt: \"%s\"}) { points { asOf } } }"
              .formatted(signed, spent, Instant.now());
      for (int times = random.nextInt(3); times >= 0; times--) {
        uploads.add(document);
      }
    }
    Collections.shuffle(uploads, random);
    TILL.atOnce(uploads.size(), uploads::get)
        .forEach(answer -> assertTrue(!answer.contains("errors"), "seed " + seed + answer));
    assertEquals(
        List.of(left + "|0|0"),
        TestDatabase.rows("SELECT available, reserved, debt FROM points_account"),
        "seed " + seed);
  }

  @Test
  void what_comes_after_the_points_went_back_takes_them_anew_and_owes_what_is_gone() {
    String late = granted(60, "A", 1);
    String later = granted(40, "A", 2);
    TestDatabase.run(
        "UPDATE points_reservation SET expires_at = made_at; UPDATE points_account SET due_at = '2020-01-01'");
    String at = Instant.now().toString();
    Map<String, Object> first =
        Map.of("allowance", late, "points", 60, "spentAt", at, "reference", "receipt 5");
    for (int again = 0; again < 2; again++) {
      assertEquals(
          40, TILL.data(UPLOAD, "input", first).getLong("uploadTillSpend.points.available"));
    }
    assertEquals("40 0", upload(later, 0), "nothing was spent, and nothing is held");
    String last = granted(40, "A", 3);
    TestDatabase.run(
        "UPDATE points_reservation SET expires_at = made_at; UPDATE points_account SET due_at = '2020-01-01'");
    TILL.data(
        "mutation($c: ID!) { redeemPoints(input: {customer: $c, points: 40, idempotencyKey: \"r\"}) { points { available } } }",
        "c",
        wei.id());
    assertEquals("0 0", upload(last, 30));
    assertEquals(
        List.of("0|0|30"),
        TestDatabase.rows("SELECT available, reserved, debt FROM points_account"));
    // taken back, it is owed no longer
    String entry =
        TestDatabase.rows(
                "SELECT entry_id FROM points_entry WHERE reason = 'A 3' AND kind = 'REDEEM'")
            .get(0);
    TILL.data(
        "mutation($e: ID!) { cancelRedemption(input: {redemption: $e, idempotencyKey: \"c\"}) {"
            + " points { available } } }",
        "e",
        TypeId.POINTS_ENTRY.encode(UUID.fromString(entry)));
    assertEquals(List.of("0|0"), TestDatabase.rows("SELECT available, debt FROM points_account"));
  }

  @Test
  void late_and_early_spendings_end_in_the_same_in_any_order() {
    long seed = Seed.next();
    Random random = new Random(seed);
    for (int order = 0; order < 4; order++) {
      a_member_with_a_hundred_points();
      List<String> uploads = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String signed = granted(20, "till", i);
        String document =
            "mutation { uploadTillSpend(input: {allowance: \"%s\", points: %d, spentAt: \"%s\"}) { points { asOf } } }"
                .formatted(signed, 12 + i, Instant.now());
        Collections.addAll(uploads, document, document);
      }
      Collections.shuffle(uploads, random);
      int inTime = random.nextInt(uploads.size());
      TILL.atOnce(inTime, uploads::get)
          .forEach(answer -> assertTrue(!answer.contains("errors"), "seed " + seed + answer));
      lapse();
      // some of what went back is spent elsewhere before the rest comes
      TILL.data(
          "mutation($c: ID!) { redeemPoints(input: {customer: $c, points: 29, idempotencyKey:"
              + " \"r\"}) { points { available } } }",
          "c",
          wei.id());
      TILL.atOnce(uploads.size() - inTime, i -> uploads.get(inTime + i))
          .forEach(answer -> assertTrue(!answer.contains("errors"), "seed " + seed + answer));
      assertEquals(
          List.of("1|0|0"),
          TestDatabase.rows("SELECT available, reserved, debt FROM points_account"),
          "seed " + seed + ", order " + order);
    }
  }

  private static void lapse() {
    TestDatabase.run(
        "UPDATE points_reservation SET expires_at = made_at WHERE state = 'OPEN'; UPDATE"
            + " points_account SET due_at = '2020-01-01'");
  }

  @Test
  void a_number_of_a_till_stands_for_one_allowance_whoever_it_is_for() {
    String first = granted(30, "A", 1);
    Given.Person fang = Given.customer("Fang");
    TILL.data(
        "mutation($c: ID!) { earnPoints(input: {customer: $c, points: 100, idempotencyKey: \"e\"})"
            + " { points { available } } }",
        "c",
        fang.id());
    Map<String, Object> again =
        Map.of("customer", fang.id(), "points", 30, "device", "A", "sequence", 1);
    assertEquals("IDEMPOTENCY_KEY_REUSED", TILL.error(GRANT, "input", again));
    assertEquals(
        List.of("100|0", "70|30"),
        TestDatabase.rows("SELECT available, reserved FROM points_account ORDER BY reserved"));
    assertEquals("80 0", upload(first, 20));
  }

  @Test
  void what_an_allowance_does_not_say_is_refused() {
    String signed = granted(60, "A", 1);
    Instant now = Instant.now();
    assertEquals("INVALID_INPUT", TILL.error(UPLOAD, "input", spend(signed, 61, now)));
    assertEquals("INVALID_INPUT", TILL.error(UPLOAD, "input", spend(signed, -1, now)));
    assertEquals(
        "INVALID_INPUT",
        TILL.error(UPLOAD, "input", spend(signed, 1, now.plus(Duration.ofHours(25)))));
    assertEquals(
        "INVALID_INPUT",
        TILL.error(UPLOAD, "input", spend(signed, 1, now.minus(Duration.ofHours(1)))));
    assertEquals("INVALID_INPUT", TILL.error(GRANT, "input", allowance(1, " ", 1)));
    assertEquals("INVALID_INPUT", TILL.error(GRANT, "input", allowance(1, "A", -1)));
    assertEquals("INVALID_INPUT", TILL.error(GRANT, "input", allowance(0, "A", 1)));
    assertEquals("FORBIDDEN", Api.as("member").error(UPLOAD, "input", spend(signed, 1, now)));
    assertEquals(List.of("40|60"), balance());
  }

  @Test
  void keys_change_and_what_an_older_one_signed_is_still_known() {
    Instant now = Instant.now();
    PublicJsonWebKey first = signer(now);
    assertEquals(first.getKeyId(), signer(now.plus(Duration.ofDays(1))).getKeyId());
    Instant then = now.plus(TillKeys.SIGNS).plus(Duration.ofDays(2));
    PublicJsonWebKey second = signer(then);
    assertNotEquals(first.getKeyId(), second.getKeyId());
    UUID old = UUID.fromString(first.getKeyId());
    assertTrue(tx.read(c -> store.byId(c, old, then)).await().indefinitely().isPresent());
    Instant longAfter = then.plus(TillKeys.VERIFIES);
    assertTrue(tx.read(c -> store.byId(c, old, longAfter)).await().indefinitely().isEmpty());
    signer(longAfter);
    assertEquals(
        List.of("0"),
        TestDatabase.rows("SELECT count(*) FROM till_key WHERE key_id = '" + old + "'"));
  }

  private PublicJsonWebKey signer(Instant at) {
    return tx.write(c -> keys.signer(c, at)).await().indefinitely();
  }
}

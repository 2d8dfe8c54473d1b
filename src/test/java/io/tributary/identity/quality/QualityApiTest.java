package io.tributary.identity.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.identity.GivenIdentifier;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.Identities;
import io.tributary.identity.Known;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.Source;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class QualityApiTest {
  private static final String QUALITY =
      """
      query($input: IdentityQualityInput!) { identityQuality(input: $input) {
        periods { start reviewsOpened reviewsDecided rules { rule merges undoneSince splitsFound wrongMergesFound daysUntilFound } }
        openReviews { fromDays toDays reviews } sharedValues { kind values } profilesPerCustomer { from to customers } } }
      """;
  private static final String DRAW =
      "mutation($input: DrawPairSampleInput!) { drawPairSample(input: $input) { sample { id reason precision { value } recall { value } strata { name population drawn } pairs(first: 100) { edges { node { number profileId otherProfileId stratum score why } } } } } }";
  private static final String LABEL =
      "mutation($input: LabelSampledPairInput!) { labelSampledPair(input: $input) { pair { label labelledBy } sample { reason precision { value low high } recall { value low high } } } }";

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Changes changes;
  private final Api steward = Api.as("steward");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private Known says(String key, String phone, String name, String born) {
    Source till = Given.source("till");
    ProfileFact fact =
        new ProfileFact(
            ProfileKey.user(key),
            List.of(),
            phone == null
                ? List.of()
                : List.of(new GivenIdentifier(IdentifierKind.PHONE, null, phone, true)),
            Map.of("name", name, "birth_date", born),
            false,
            Instant.parse("2024-05-01T10:00:00Z"));
    return tx.write(c -> identities.resolve(c, till, List.of(fact))).await().indefinitely().get(0);
  }

  private String merge(Known survivor, Known absorbed) {
    return steward.merge(
        TypeId.CUSTOMER.encode(survivor.customerId()),
        TypeId.CUSTOMER.encode(absorbed.customerId()));
  }

  @Test
  void merges_unmerges_reviews_and_sizes_are_counted_in_their_periods() {
    Known a = says("a", "13912345678", "张伟", "1990-01-01");
    Known b = says("b", "13811111111", "李娜", "1980-02-02");
    Known c = says("c", "13822222222", "王强", "1970-03-03");
    String wrong = merge(a, b);
    merge(a, c);
    steward.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { merge { id } } }", "m", wrong);
    says("d", "13822222222", "赵敏", "1999-09-09");
    TestDatabase.rows(
        """
        WITH moved AS (UPDATE customer_merge SET merged_at = '2024-01-10T23:30:00Z',
          unmerged_at = CASE WHEN unmerged_at IS NULL THEN NULL ELSE timestamptz '2024-03-10T23:30:00Z' END RETURNING 1),
        waited AS (UPDATE match_review SET opened_at = '2024-02-05T12:00:00Z' RETURNING 1),
        known AS (UPDATE public.profile SET created_at = '2024-01-01T00:00:00Z'
          WHERE profile_id IN (SELECT profile_id FROM profile WHERE key = 'c') RETURNING 1)
        SELECT 1
        """);
    JsonPath quality =
        steward.data(QUALITY, "input", Map.of("from", "2024-01-15", "to", "2024-03-01"));
    String periods = "identityQuality.periods";
    assertEquals(
        List.of("2024-01-01", "2024-02-01", "2024-03-01"), quality.getList(periods + ".start"));
    Map<String, Object> january = quality.getMap(periods + "[0].rules[0]");
    assertEquals("MANUAL", january.get("rule"));
    assertEquals(2, january.get("merges"));
    assertEquals(1, january.get("undoneSince"));
    assertEquals(1, january.get("splitsFound"), "c had stood apart for more than a day");
    assertEquals(0, january.get("wrongMergesFound"));
    assertNull(january.get("daysUntilFound"));
    assertEquals(List.of(), quality.getList(periods + "[1].rules"));
    assertEquals(1, quality.getInt(periods + "[1].reviewsOpened"));
    assertEquals(1, quality.getInt(periods + "[2].rules[0].wrongMergesFound"));
    assertEquals(60, quality.getDouble(periods + "[2].rules[0].daysUntilFound"), .01);
    assertEquals(List.of(0, 0, 0, 0, 1), quality.getList("identityQuality.openReviews.reviews"));
    assertEquals(List.of("PHONE"), quality.getList("identityQuality.sharedValues.kind"));
    assertEquals(
        List.of(2, 1, 0, 0, 0, 0, 0, 0),
        quality.getList("identityQuality.profilesPerCustomer.customers"));
    JsonPath inChina =
        steward.data(
            QUALITY,
            "input",
            Map.of(
                "from", "2024-01-11",
                "to", "2024-01-11",
                "period", "DAY",
                "timezone", "Asia/Shanghai"));
    assertEquals(2, inChina.getInt(periods + "[0].rules[0].merges"), "half past seven there");
  }

  private void aTown() {
    for (int i = 0; i < 6; i++) {
      String born = "19" + (70 + i) + "-01-0" + (i + 1);
      says("a" + i, "1391234560" + i, "张伟" + (char) ('一' + i), born);
      says("b" + i, i < 3 ? "1391234560" + i : null, "张伟" + (char) ('一' + i), born);
    }
    changes.drain().await().indefinitely();
  }

  @Test
  void a_sample_is_drawn_by_its_seed_labelled_and_scored() {
    aTown();
    JsonPath drawn = steward.data(DRAW, "input", Map.of("size", 40, "seed", 7));
    JsonPath again = steward.data(DRAW, "input", Map.of("size", 40, "seed", 7));
    String pairs = "drawPairSample.sample.pairs.edges.node";
    assertEquals(drawn.getList(pairs), again.getList(pairs), "the same seed draws the same pairs");
    assertTrue(
        drawn.getList("drawPairSample.sample.strata.name").contains("MERGED"), drawn::prettify);
    assertEquals(
        "Label pairs of the stratum MERGED.", drawn.getString("drawPairSample.sample.reason"));
    assertNull(drawn.get("drawPairSample.sample.precision"));
    String sample = drawn.getString("drawPairSample.sample.id");
    Map<String, String> keys = new java.util.HashMap<>();
    TestDatabase.rows("SELECT profile_id, key FROM profile")
        .forEach(
            row ->
                keys.put(
                    TypeId.PROFILE.encode(java.util.UUID.fromString(row.split("\\|")[0])),
                    row.split("\\|")[1]));
    JsonPath last = null;
    for (Map<String, Object> pair : drawn.<Map<String, Object>>getList(pairs)) {
      boolean same =
          keys.get(pair.get("profileId"))
              .substring(1)
              .equals(keys.get(pair.get("otherProfileId")).substring(1));
      last =
          steward.data(
              LABEL,
              "input",
              Map.of(
                  "sample",
                  sample,
                  "pair",
                  pair.get("number"),
                  "label",
                  same ? "SAME" : "DIFFERENT"));
    }
    assertEquals(1, last.getDouble("labelSampledPair.sample.precision.value"), 1e-9);
    assertEquals(.5, last.getDouble("labelSampledPair.sample.recall.value"), 1e-9);
    assertTrue(last.getDouble("labelSampledPair.sample.recall.low") < .5);
    assertNull(last.get("labelSampledPair.sample.reason"));
    JsonPath listed =
        Api.as("admin")
            .data(
                """
                query($id: ID!) { pairSamples(first: 1) { edges { node { id } } pageInfo { hasNextPage } }
                  node(id: $id) { ... on PairSample { seed
                    some: pairs(first: 2) { edges { node { number label } } pageInfo { endCursor } }
                    open: pairs(onlyUnlabelled: true) { edges { node { number } } } } } }
                """,
                "id",
                sample);
    assertEquals(List.of(1, 2), listed.getList("node.some.edges.node.number"));
    assertEquals(List.of(), listed.getList("node.open.edges"), "every pair has its label");
    assertTrue(listed.getBoolean("pairSamples.pageInfo.hasNextPage"));
    assertNotEquals(sample, listed.getString("pairSamples.edges[0].node.id"), "the newest first");
  }

  @Test
  void what_is_not_acceptable_is_refused() {
    assertEquals("CONFLICT", steward.error(DRAW, "input", Map.of("size", 10, "seed", 1)));
    assertEquals("INVALID_INPUT", steward.error(DRAW, "input", Map.of("size", 0, "seed", 1)));
    assertEquals(
        "NOT_FOUND",
        steward.error(
            LABEL,
            "input",
            Map.of(
                "sample",
                TypeId.PAIR_SAMPLE.encode(new java.util.UUID(1, 1)),
                "pair",
                1,
                "label",
                "SAME")));
    assertEquals(
        "INVALID_INPUT",
        steward.error(
            QUALITY, "input", Map.of("from", "2020-01-01", "to", "2024-01-01", "period", "DAY")));
    assertEquals(
        "INVALID_INPUT",
        steward.error(
            QUALITY,
            "input",
            Map.of("from", "2024-01-01", "to", "2024-01-01", "timezone", "Mars")));
    assertEquals(
        "FORBIDDEN",
        Api.as("service")
            .error(QUALITY, "input", Map.of("from", "2024-01-01", "to", "2024-01-01")));
    assertEquals(
        "FORBIDDEN", Api.as("analyst").error(DRAW, "input", Map.of("size", 10, "seed", 1)));
  }
}

package io.tributary.loyalty.tier;

import static io.tributary.loyalty.tier.Loyalty.policy;
import static io.tributary.loyalty.tier.Loyalty.programme;
import static io.tributary.loyalty.tier.Loyalty.publish;
import static io.tributary.loyalty.tier.Loyalty.stored;
import static io.tributary.loyalty.tier.Loyalty.tier;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of members who turn out to be one the better tier stands, and each has theirs again after. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MergedTierTest {
  private static final Api ADMIN = Api.as("admin");
  private static final Api STEWARD = Api.as("steward");

  @Inject Changes changes;
  private Given.Person wei;
  private Given.Person lan;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    wei = Given.customer("Wei");
    lan = Given.customer("Lan");
  }

  /**
   * The year of one began six months ago, that of the other eleven: both purchases of the latter
   * are in one year of theirs, and in two of the former's.
   */
  @Test
  void each_keeps_their_own_year() {
    String club = programme("Club");
    publish(policy(club, "window", "ANNIVERSARY", "period", "P1Y", "validity", "P2D"));
    wei.boughtAt("till", "100.00", monthsAgo(18));
    lan.boughtAt("web", "600.00", monthsAgo(10));
    lan.boughtAt("web", "600.00", monthsAgo(1));
    seen(wei, monthsAgo(18));
    seen(lan, monthsAgo(11));
    settle();
    List<String> apart = stored();
    assertEquals("Member", tierOf(wei, club));
    assertEquals("Silver", tierOf(lan, club));
    for (boolean survives : new boolean[] {true, false}) {
      String merge = merged(survives ? wei : lan, survives ? lan : wei);
      settle();
      assertNotEquals(apart, stored());
      assertEquals("Silver", tierOf(wei, club));
      assertEquals("Silver", tierOf(lan, club));
      parted(merge);
      settle();
      assertEquals(apart, stored());
    }
  }

  /**
   * Who was Silver elsewhere late is one with whom it was Gold there early: that has ended here.
   */
  @Test
  void what_each_had_elsewhere_is_recognised_still() {
    String brand = programme("Brand A");
    publish(policy(brand, "window", "LIFETIME", "validity", "P3Y"));
    String club = programme("Brand B");
    publish(
        policy(
            club,
            "tiers",
            List.of(tier("Guest", "0"), Map.of("name", "Friend", "byInvitation", true)),
            "validity",
            "P3M",
            "recognises",
            List.of(
                Map.of("programme", brand, "tier", "Silver", "as", "Friend"),
                Map.of("programme", brand, "tier", "Gold", "as", "Friend"))));
    wei.boughtAt("till", "9000.00", monthsAgo(12));
    lan.boughtAt("web", "1200.00", monthsAgo(1));
    settle();
    List<String> apart = stored();
    assertEquals("Guest", tierOf(wei, club));
    assertEquals("Friend", tierOf(lan, club));
    String merge = merged(wei, lan);
    settle();
    assertEquals("Friend", tierOf(wei, club));
    parted(merge);
    settle();
    assertEquals(apart, stored());
  }

  @Test
  void a_preview_shows_the_tier_that_stands_and_locks_go_along() {
    String club = programme("Club");
    publish(policy(club, "window", "LIFETIME"));
    wei.boughtAt("till", "1200.00", monthsAgo(3));
    lan.boughtAt("web", "100.00", monthsAgo(2));
    settle();
    lock(lan, club, "FLOOR", "Gold");
    settle();
    List<String> apart = stored();
    String merge = merged(wei, lan);
    settle();
    assertEquals("Gold", tierOf(wei, club));
    parted(merge);
    settle();
    assertEquals(apart, stored());
    assertEquals("Silver", tierOf(wei, club));
    assertEquals("Gold", tierOf(lan, club));
  }

  private static void lock(Given.Person person, String programme, String kind, String tier) {
    ADMIN.data(
        """
        mutation($c: ID!, $p: ID!, $k: TierLockKind!, $t: String!) { setTierLock(input: {customer: $c, programme: $p,
          kind: $k, tier: $t, reason: "a guest of the house", idempotencyKey: "lock"}) { lock { id } } }
        """,
        "c",
        person.id(),
        "p",
        programme,
        "k",
        kind,
        "t",
        tier);
  }

  private static String merged(Given.Person survivor, Given.Person absorbed) {
    return STEWARD.merge(survivor.id(), absorbed.id());
  }

  private static void parted(String merge) {
    STEWARD.data(
        "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
        "i",
        Map.of("merge", merge));
  }

  private static String tierOf(Given.Person person, String programme) {
    JsonPath page =
        ADMIN.data(
            "query($id: ID!, $p: ID!) { customer(id: $id) { membership(programme: $p) { tier } } }",
            "id",
            person.id(),
            "p",
            programme);
    return page.getString("customer.membership.tier");
  }

  private static String monthsAgo(int months) {
    return OffsetDateTime.now(ZoneOffset.UTC).minusMonths(months).toInstant().toString();
  }

  private static void seen(Given.Person person, String at) {
    TestDatabase.run(
        "UPDATE profile SET first_seen_at = '%s' WHERE customer_id = '%s'"
            .formatted(Instant.parse(at), person.uuid()));
  }

  private void settle() {
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
  }
}

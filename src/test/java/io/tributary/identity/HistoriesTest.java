package io.tributary.identity;

import static io.tributary.identity.Town.card;
import static io.tributary.identity.Town.email;
import static io.tributary.identity.Town.partition;
import static io.tributary.identity.Town.phone;
import static io.tributary.identity.Town.says;
import static io.tributary.identity.Town.signedIn;
import static io.tributary.identity.Town.user;
import static io.tributary.identity.Town.visit;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.graphql.ApiException;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Laws of identity over random histories of facts, merges, unmerges and decisions, several at once.
 * A failure names its seed; {@code -Dseed} repeats it.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class HistoriesTest {
  private static final int HISTORIES = 4;

  @Inject Tx tx;
  @Inject Identities identities;
  @Inject Sources sources;
  @Inject Merges merges;
  @Inject Changes changes;
  private Town town;
  private Random random;
  private final Set<String> told = new HashSet<>();

  private static List<Long> seeds() {
    long first = Seed.next();
    List<Long> seeds = new ArrayList<>();
    for (int i = 0; i < HISTORIES; i++) {
      seeds.add(first + i);
    }
    return seeds;
  }

  @Test
  void whatever_happens_every_fact_is_one_persons() {
    for (long seed : seeds()) {
      String history = "seed=" + seed;
      System.out.println(history);
      begin(seed);
      for (int round = 0; round < 6; round++) {
        List<Uni<Void>> steps = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          steps.add(step());
        }
        Uni.join().all(steps).usingConcurrencyOf(5).andFailFast().await().indefinitely();
        check(history);
      }
      a_merge_undone_leaves_everything_as_it_was(history);
    }
  }

  private void begin(long seed) {
    town = new Town(tx, identities, sources);
    random = new Random(seed);
    told.clear();
  }

  private Uni<Void> step() {
    return switch (random.nextInt(10)) {
      case 0, 1 -> merge();
      case 2 -> unmerge();
      case 3 -> decide();
      default -> fact();
    };
  }

  private Uni<Void> fact() {
    Source source = random.nextBoolean() ? town.web : town.till;
    String key = "k" + random.nextInt(6);
    int what = random.nextInt(6);
    ProfileFact fact =
        switch (what) {
          case 0 -> user(key, phone("1391111111" + random.nextInt(4)));
          case 1 -> user(key, email("e" + random.nextInt(4) + "@example.com"));
          case 2 ->
              user(
                  key,
                  card("C-10" + random.nextInt(3)),
                  email("e" + random.nextInt(4) + "@example.com"));
          case 3 ->
              says(
                  key,
                  Town.born(
                      "Person " + (char) ('A' + random.nextInt(4)) + "x",
                      "199" + random.nextInt(4) + "-01-01"),
                  phone("1391111111" + random.nextInt(4)));
          case 4 -> signedIn(key, "d" + random.nextInt(2), random.nextInt(100));
          default -> visit("d" + random.nextInt(2), random.nextInt(100));
        };
    told.add(source.name() + "/" + fact.key().value());
    fact.links().forEach(link -> told.add(source.name() + "/" + link.value()));
    return town.resolving(source, fact).replaceWithVoid();
  }

  private UUID anyone() {
    List<String> all = TestDatabase.rows("SELECT customer_id FROM customer ORDER BY 1");
    return all.isEmpty() ? UUID.randomUUID() : UUID.fromString(all.get(random.nextInt(all.size())));
  }

  private Uni<Void> merge() {
    return tolerant(merging(anyone(), anyone()).replaceWithVoid());
  }

  private Uni<UUID> merging(UUID survivor, UUID absorbed) {
    return merges
        .preview(survivor, absorbed)
        .chain(seen -> merges.merge(survivor, absorbed, seen.version(), "steward", null));
  }

  private Uni<Void> unmerge() {
    List<String> all =
        TestDatabase.rows(
            "SELECT merge_id FROM customer_merge WHERE unmerged_at IS NULL ORDER BY 1");
    return all.isEmpty()
        ? fact()
        : tolerant(
            merges
                .unmerge(UUID.fromString(all.get(random.nextInt(all.size()))), "steward", null)
                .replaceWithVoid());
  }

  private Uni<Void> decide() {
    List<String> open =
        TestDatabase.rows(
            "SELECT customer_id, other_id FROM match_review WHERE state = 'OPEN' ORDER BY 1, 2");
    if (open.isEmpty()) {
      return fact();
    }
    String[] two = open.get(random.nextInt(open.size())).split("\\|");
    UUID one = UUID.fromString(two[0]);
    UUID other = UUID.fromString(two[1]);
    return tolerant(
        random.nextBoolean()
            ? tx.write(c -> merges.unite(c, one, other, "steward", null)).replaceWithVoid()
            : tx.write(
                c ->
                    merges.keepApart(
                        c, Collections.singletonList(new UUID[] {one, other}), "steward", null)));
  }

  /** A step that comes too late is refused: that is an answer, too. */
  private static Uni<Void> tolerant(Uni<Void> step) {
    return step.onFailure(ApiException.class).recoverWithNull();
  }

  private void check(String history) {
    assertEquals(
        List.of(),
        TestDatabase.rows(
            """
            SELECT p.key FROM profile p LEFT JOIN customer c USING (customer_id)
            WHERE p.customer_id IS NOT NULL AND (c.customer_id IS NULL OR c.merged_into IS NOT NULL)
               OR p.customer_id IS NULL AND p.key_kind = 'USER_ID'
            """),
        history + ": every profile is one standing customer's");
    assertEquals(
        List.of(),
        TestDatabase.rows(
            """
            WITH RECURSIVE up (home, id, next) AS (
              SELECT customer_id, customer_id, merged_into FROM customer
              UNION ALL SELECT u.home, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next)
            SELECT p.key FROM profile p JOIN up u ON u.home = p.home_id AND u.next IS NULL WHERE u.id <> p.customer_id
            """),
        history + ": a profile is where following the merges from its home ends");
    Set<String> known =
        new HashSet<>(
            TestDatabase.rows(
                "SELECT DISTINCT s.name || '/' || p.key FROM profile p JOIN source s USING (source_id)"));
    assertEquals(told, known, history + ": nobody is lost");
    assertEquals(
        List.of(),
        TestDatabase.rows(
            "SELECT source_id, key FROM profile WHERE key_kind = 'USER_ID' GROUP BY 1, 2 HAVING count(*) > 1"),
        history + ": nobody is doubled");
    assertEquals(
        List.of(),
        TestDatabase.rows(
            "SELECT c.value FROM identifier_claim c LEFT JOIN profile p USING (profile_id) WHERE p.customer_id IS NULL"),
        history + ": every claim leads to a customer");
  }

  private void a_merge_undone_leaves_everything_as_it_was(String history) {
    List<String> standing =
        TestDatabase.rows("SELECT customer_id FROM customer WHERE merged_into IS NULL ORDER BY 1");
    if (standing.size() < 2) {
      return;
    }
    List<String> before = state();
    UUID merge;
    try {
      merge =
          merging(UUID.fromString(standing.get(0)), UUID.fromString(standing.get(1)))
              .await()
              .indefinitely();
    } catch (ApiException limit) {
      return;
    }
    merges.unmerge(merge, "steward", null).await().indefinitely();
    assertEquals(before, state(), history + ": unmerge(merge(x)) = x");
  }

  private static List<String> state() {
    return TestDatabase.rows(
        """
        SELECT 'c', customer_id::text, coalesce(display_name, '') || coalesce(merged_into::text, '-'), NULL FROM customer
        UNION ALL SELECT 'p', profile_id::text, customer_id::text, home_id::text FROM profile
        UNION ALL SELECT 'i', value, profile_id::text, shared_at::text FROM identifier_claim
        UNION ALL SELECT 'd', key_hash::text, profile_id::text, owner_id::text FROM device_visit
        UNION ALL SELECT 'a', customer_id::text, name, value::text FROM customer_attribute ORDER BY 1, 2, 3, 4
        """);
  }

  /**
   * People who say their names and births and share phones in every way: a phone stops tying when
   * the second person is seen, which comes sooner in one order than in another; what that leaves
   * apart, matching by score joins.
   */
  @Test
  void where_guards_hold_another_order_gives_the_same_clusters_once_matching_has_run() {
    String[][] faces = {
      {"Wang Fang", "1990-01-01"}, {"Zhang Wei", "1988-05-05"}, {"Li Na", "1979-12-24"}
    };
    for (long seed : seeds().subList(0, Math.min(2, seeds().size()))) {
      System.out.println("seed=" + seed);
      Random dice = new Random(seed);
      List<ProfileFact> facts = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        GivenIdentifier[] phones = new GivenIdentifier[1 + dice.nextInt(2)];
        for (int n = 0; n < phones.length; n++) {
          phones[n] = phone("1391111111" + dice.nextInt(3));
        }
        String[] face = faces[i % 3];
        facts.add(says(face[0] + i, Town.born(face[0], face[1]), phones));
      }
      List<String> expected = null;
      for (int order = 0; order < 3; order++) {
        begin(seed);
        Collections.shuffle(facts, dice);
        List<Uni<Void>> steps = new ArrayList<>();
        facts.forEach(fact -> steps.add(town.resolving(town.web, fact).replaceWithVoid()));
        Uni.join()
            .all(steps)
            .usingConcurrencyOf(order == 0 ? 1 : 6)
            .andFailFast()
            .await()
            .indefinitely();
        assertEquals(List.of(), mixed(), "seed=" + seed);
        changes.drain().await().indefinitely();
        assertEquals(
            "COMPLETED",
            Api.as("admin")
                .data("mutation { runJob(input: {name: \"match-customers\"}) { state } }")
                .getString("runJob.state"));
        expected = expected == null ? partition() : expected;
        assertEquals(expected, partition(), "seed=" + seed);
        assertEquals(List.of(), mixed(), "seed=" + seed);
      }
    }
  }

  /** Customers of two people. */
  private static List<String> mixed() {
    return TestDatabase.rows(
        """
        SELECT string_agg(key, ',') FROM profile JOIN profile_attribute a USING (profile_id)
        WHERE a.name = 'birth_date' GROUP BY customer_id HAVING count(DISTINCT a.value) > 1
        """);
  }

  /** Where no guard holds and no steward decided, the order of arrival does not matter. */
  @Test
  void the_same_facts_in_another_order_and_at_once_give_the_same_clusters() {
    for (long seed : seeds()) {
      System.out.println("seed=" + seed);
      Random dice = new Random(seed);
      List<ProfileFact> facts = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        GivenIdentifier[] carried = new GivenIdentifier[1 + dice.nextInt(2)];
        for (int n = 0; n < carried.length; n++) {
          carried[n] = card("C-10" + dice.nextInt(4));
        }
        facts.add(user("k" + i % 3 + (i < 3 ? "w" : "t"), carried));
      }
      List<String> expected = null;
      for (int order = 0; order < 3; order++) {
        begin(seed);
        Collections.shuffle(facts, dice);
        List<Uni<Void>> steps = new ArrayList<>();
        facts.forEach(
            fact ->
                steps.add(
                    town.resolving(fact.key().value().endsWith("w") ? town.web : town.till, fact)
                        .replaceWithVoid()));
        Uni.join()
            .all(steps)
            .usingConcurrencyOf(order == 0 ? 1 : 6)
            .andFailFast()
            .await()
            .indefinitely();
        expected = expected == null ? partition() : expected;
        assertEquals(expected, partition(), "seed=" + seed);
      }
    }
  }
}

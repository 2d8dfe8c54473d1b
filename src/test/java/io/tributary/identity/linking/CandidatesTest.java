package io.tributary.identity.linking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import io.tributary.identity.Identities;
import io.tributary.identity.Known;
import io.tributary.identity.linking.score.Household;
import io.tributary.identity.linking.score.TraitReader;
import io.tributary.identity.linking.score.Traits;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CandidatesTest {
  @Inject Tx tx;
  @Inject Pool pool;
  @Inject Identities identities;
  @Inject Changes changes;
  @Inject Candidates candidates;
  private Told told;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    told = new Told(tx, identities, changes);
  }

  private List<Candidates.Similar> like(Map<String, String> attributes, String... phones) {
    Traits traits = TraitReader.read(attributes, List.of(phones), List.of(), List.of());
    return candidates.find(pool, traits, .5, 10).await().indefinitely();
  }

  @Test
  void somebody_is_found_however_the_till_writes_the_name() {
    Known wei = told.of("C1", "name", "張偉", "birth_date", "1990-03-04", "city", "上海");
    told.of("C2", "name", "李娜", "birth_date", "1990-03-04", "city", "上海");
    told.settle();
    for (String name : List.of("张伟", "Zhang Wei", "Wei ZHANG")) {
      List<Candidates.Similar> found = like(Map.of("name", name, "birth_date", "1990-03-04"));
      assertEquals(
          List.of(wei.customerId()),
          found.stream().map(Candidates.Similar::customer).toList(),
          name);
      assertTrue(found.get(0).score().probability() > .5);
    }
  }

  @Test
  void a_phone_with_one_slip_does_not_hide_a_person() {
    Known anna =
        told.of("C1", "name", "Anna Kowalska", "birth_date", "1985-11-30", "phone", "13812345678");
    told.settle();
    List<Candidates.Similar> found =
        like(Map.of("name", "Ana Kowalska", "birth_date", "1985-11-30"), "+8613812345679");
    assertEquals(anna.profileId(), found.get(0).profile());
    assertEquals(null, found.get(0).household());
  }

  @Test
  void a_twin_is_shown_as_one() {
    told.of("C1", "name", "张伟", "birth_date", "1990-03-04", "phone", "13812345678");
    told.settle();
    assertEquals(
        Household.GIVEN_NAMES_DIFFER,
        like(Map.of("name", "张强", "birth_date", "1990-03-04"), "+8613812345678")
            .get(0)
            .household());
  }

  @Test
  void a_customer_of_two_profiles_is_found_once() {
    told.of("C1", "name", "张伟", "birth_date", "1990-03-04", "verified phone", "13812345678");
    told.by("web")
        .of("W1", "name", "Zhang Wei", "birth_date", "1990-03-04", "verified phone", "13812345678");
    told.settle();
    assertEquals(1, like(Map.of("name", "张伟", "birth_date", "1990-03-04")).size());
  }

  @Test
  void what_a_profile_no_longer_says_finds_nobody() {
    told.of("C1", "name", "Anna Kowalska", "birth_date", "1985-11-30");
    told.settle();
    assertEquals(1, like(Map.of("name", "Anna Kowalska", "birth_date", "1985-11-30")).size());
    TestDatabase.run("UPDATE profile_attribute SET value = '\"Berta Nowak\"' WHERE name = 'name'");
    TestDatabase.run(
        "UPDATE profile_attribute SET value = '\"1970-02-03\"' WHERE name = 'birth_date'");
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    told.settle();
    assertEquals(List.of(), like(Map.of("name", "Anna Kowalska", "birth_date", "1985-11-30")));
    assertEquals(
        List.of(),
        TestDatabase.rows(
            "SELECT k.key FROM linking_key k LEFT JOIN linking_traits t USING (profile_id) WHERE k.key <> ALL (t.keys)"));
  }

  @Test
  void a_key_that_too_many_share_finds_nobody_and_costs_no_more() {
    told.of("C1", "name", "Anna Kowalska", "birth_date", "1985-11-30", "phone", "13812345678");
    told.settle();
    TestDatabase.run(
        "INSERT INTO linking_key SELECT k.key, gen_random_uuid() FROM linking_key k, generate_series(1, 300)");
    TestDatabase.clearStatements();
    assertEquals(List.of(), like(Map.of("name", "Anna Kowalska", "birth_date", "1985-11-30")));
    assertTrue(TestDatabase.statements() <= 2);
  }

  @Test
  void a_profile_that_says_the_same_again_is_not_compared_again() {
    told.of("C1", "name", "Anna Kowalska");
    told.settle();
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM linking_pending"));
    TestDatabase.run("DELETE FROM linking_pending");
    told.of("C1", "name", "Anna  KOWALSKA");
    told.settle();
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM linking_pending"));
  }
}

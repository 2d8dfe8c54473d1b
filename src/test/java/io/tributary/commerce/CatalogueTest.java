package io.tributary.commerce;

import static io.tributary.platform.Outcome.Kind.ACCEPTED;
import static io.tributary.platform.Outcome.Kind.DUPLICATE;
import static io.tributary.platform.Outcome.Kind.REFUSED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import io.tributary.platform.Outcome;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stores and products as files describe them. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CatalogueTest {
  @Inject Tx tx;
  @Inject Stores stores;
  @Inject Products products;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  @Test
  void a_store_sent_twice_changes_nothing() {
    StoreRow row = store("S1", "Bund", "Shanghai", Map.of("floor", 2));

    assertEquals(List.of(ACCEPTED), kinds(upsert(row)));
    assertEquals(List.of(DUPLICATE), kinds(upsert(row)));
    assertEquals(
        List.of("S1|Bund|Shanghai|{\"floor\": 2}|0"),
        TestDatabase.rows("SELECT code, name, city, attributes, version FROM store"));
  }

  @Test
  void what_a_later_row_leaves_out_stays() {
    upsert(store("S1", "Bund", "Shanghai", Map.of("floor", 2)));

    assertEquals(
        List.of(ACCEPTED), kinds(upsert(store("S1", "The Bund", null, Map.of("lift", true)))));
    assertEquals(
        List.of("S1|The Bund|Shanghai|{\"lift\": true, \"floor\": 2}|1"),
        TestDatabase.rows("SELECT code, name, city, attributes, version FROM store"));
  }

  @Test
  void a_code_that_comes_twice_in_a_batch_is_described_by_both() {
    List<Outcome> outcomes =
        upsert(
            store("S1", "Bund", null, Map.of()),
            store("S1", null, "Shanghai", Map.of()),
            store("S1", "Bund", "Shanghai", Map.of()));

    assertEquals(List.of(ACCEPTED, ACCEPTED, DUPLICATE), kinds(outcomes));
    assertEquals(1, outcomes.stream().map(Outcome::factId).distinct().count());
    assertEquals(List.of("Bund|Shanghai"), TestDatabase.rows("SELECT name, city FROM store"));
  }

  @Test
  void a_bad_row_is_refused_and_names_its_column_while_the_others_go_in() {
    List<Outcome> outcomes =
        upsert(
            store(" ", "nameless", null, Map.of()),
            store("S1", "Bund", null, Map.of()),
            new StoreRow("S2", null, null, null, "China", null, null),
            new StoreRow("S3", null, null, null, "CN", "Asia/Shanghai2", null),
            store("S4", "a\0b", null, Map.of()),
            store("x".repeat(3_000), "long", null, Map.of()));

    assertEquals(List.of(REFUSED, ACCEPTED, REFUSED, REFUSED, REFUSED, REFUSED), kinds(outcomes));
    assertEquals("code", outcomes.get(0).column());
    assertEquals("country", outcomes.get(2).column());
    assertEquals("timezone", outcomes.get(3).column());
    assertEquals("code", outcomes.get(5).column());
    assertEquals(List.of("S1"), TestDatabase.rows("SELECT code FROM store"));
  }

  @Test
  void products_follow_the_same_rules() {
    ProductRow tea = new ProductRow("T1", "Oolong", "tea", null, Map.of("grams", 100));
    List<Outcome> first = upsert(tea, new ProductRow(null, "x", null, null, null));
    List<Outcome> second = upsert(tea, new ProductRow("T1", null, null, "Da Hong Pao", null));

    assertEquals(List.of(ACCEPTED, REFUSED), kinds(first));
    assertEquals(List.of(ACCEPTED, ACCEPTED), kinds(second));
    assertEquals(List.of(DUPLICATE), kinds(upsert(tea)));
    assertEquals(
        List.of("T1|Oolong|tea|Da Hong Pao|{\"grams\": 100}"),
        TestDatabase.rows("SELECT sku, name, category, brand, attributes FROM product"));
  }

  private static StoreRow store(
      String code, String name, String city, Map<String, Object> attributes) {
    return new StoreRow(code, name, city, null, null, null, attributes);
  }

  private List<Outcome> upsert(StoreRow... rows) {
    return tx.write(connection -> stores.upsert(connection, List.of(rows))).await().indefinitely();
  }

  private List<Outcome> upsert(ProductRow... rows) {
    return tx.write(connection -> products.upsert(connection, List.of(rows)))
        .await()
        .indefinitely();
  }

  private static List<Outcome.Kind> kinds(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::kind).toList();
  }
}

package io.tributary.commerce.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.commerce.ProductRow;
import io.tributary.commerce.Products;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stores and products as the API shows and edits them. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CatalogueApiTest {
  private static final String CREATE =
      """
      mutation ($input: CreateStoreInput!) {
        createStore(input: $input) { store { id code name city timezone attributes version } }
      }
      """;
  private static final String UPDATE =
      """
      mutation ($input: UpdateStoreInput!) {
        updateStore(input: $input) { store { id code name city version } }
      }
      """;
  private static final String STORES =
      """
      query ($first: Int, $after: String, $search: String) {
        stores(first: $first, after: $after, search: $search) {
          edges { node { code } } pageInfo { hasNextPage endCursor }
        }
      }
      """;

  @Inject Tx tx;
  @Inject Products products;
  private final Api api = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  @Test
  void a_store_is_made_edited_and_found() {
    JsonPath made =
        api.data(
            CREATE, "input", Map.of("code", "S1", "name", "Bund", "timezone", "Asia/Shanghai"));
    String id = made.getString("createStore.store.id");
    JsonPath edited = api.data(UPDATE, "input", Map.of("id", id, "version", 0, "city", "Shanghai"));
    JsonPath found =
        api.data("query ($id: ID!) { node(id: $id) { id ... on Store { name city } } }", "id", id);

    assertTrue(id.startsWith("sto_"));
    assertEquals("{}", made.getString("createStore.store.attributes"));
    assertEquals("Bund", edited.getString("updateStore.store.name"));
    assertEquals("Shanghai", edited.getString("updateStore.store.city"));
    assertEquals(1, edited.getInt("updateStore.store.version"));
    assertEquals("Shanghai", found.getString("node.city"));
  }

  @Test
  void a_code_that_is_taken_is_a_conflict() {
    api.data(CREATE, "input", Map.of("code", "S1"));

    assertEquals("CONFLICT", api.error(CREATE, "input", Map.of("code", "S1")));
  }

  @Test
  void of_edits_from_one_version_one_wins() throws Exception {
    String id = api.data(CREATE, "input", Map.of("code", "S1")).getString("createStore.store.id");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<JsonPath>> edits = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Map<String, Object> input = Map.of("id", id, "version", 0, "name", "Name " + i);
        edits.add(() -> api.send(UPDATE, "input", input));
      }
      List<String> codes = new ArrayList<>();
      for (Future<JsonPath> answer : threads.invokeAll(edits)) {
        String code = answer.get().getString("errors[0].extensions.code");
        codes.add(code == null ? "done" : code);
      }

      assertEquals(1, codes.stream().filter("done"::equals).count(), codes::toString);
      assertEquals(7, codes.stream().filter("CONFLICT"::equals).count(), codes::toString);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void bad_edits_are_refused_and_name_the_field() {
    JsonPath blank = api.send(CREATE, "input", Map.of("code", " "));
    JsonPath country = api.send(CREATE, "input", Map.of("code", "S1", "country", "China"));

    assertEquals("input.code", blank.getString("errors[0].extensions.field"));
    assertEquals("input.country", country.getString("errors[0].extensions.field"));
    assertEquals("NOT_FOUND", api.error(UPDATE, "input", Map.of("id", "sto_none", "version", 0)));
    assertEquals("FORBIDDEN", Api.as("analyst").error(CREATE, "input", Map.of("code", "S1")));
    assertEquals("FORBIDDEN", Api.as("member").error(STORES));
  }

  @Test
  void stores_are_listed_by_code_and_searched_by_code_and_name() {
    for (String code : List.of("B2", "A1", "C3", "B1", "100%")) {
      api.data(CREATE, "input", Map.of("code", code, "name", "Shop " + code));
    }
    JsonPath first = api.data(STORES, "first", 3);
    JsonPath second =
        api.data(STORES, "first", 3, "after", first.getString("stores.pageInfo.endCursor"));

    assertEquals(List.of("100%", "A1", "B1"), first.getList("stores.edges.node.code"));
    assertEquals(List.of("B2", "C3"), second.getList("stores.edges.node.code"));
    assertEquals(
        List.of("B1", "B2"), api.data(STORES, "search", "B").getList("stores.edges.node.code"));
    assertEquals(
        List.of("C3"), api.data(STORES, "search", "shop c").getList("stores.edges.node.code"));
    assertEquals(
        List.of("100%"), api.data(STORES, "search", "100%").getList("stores.edges.node.code"));
    assertEquals(List.of(), api.data(STORES, "search", "%").getList("stores.edges.node.code"));
    assertEquals("INVALID_INPUT", api.error(STORES, "search", "a\0"));
    String forged = io.tributary.graphql.Paging.cursor("stores", "a\0");
    assertEquals("INVALID_INPUT", api.error(STORES, "after", forged));
  }

  @Test
  void products_are_listed_and_found() {
    tx.write(
            connection ->
                products.upsert(
                    connection,
                    List.of(
                        new ProductRow("T1", "Oolong", "tea", "Da Hong Pao", Map.of("grams", 100)),
                        new ProductRow("C1", "Cup", null, null, null))))
        .await()
        .indefinitely();
    JsonPath answer =
        api.data(
            """
            { products(search: "oo") { edges { node { id sku name category brand attributes } } } }
            """);
    String id = answer.getString("products.edges[0].node.id");

    assertEquals(List.of("T1"), answer.getList("products.edges.node.sku"));
    assertEquals("{\"grams\": 100}", answer.getString("products.edges[0].node.attributes"));
    assertEquals(
        "Oolong",
        api.data("query ($id: ID!) { node(id: $id) { ... on Product { name } } }", "id", id)
            .getString("node.name"));
  }
}

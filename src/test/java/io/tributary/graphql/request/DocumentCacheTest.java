package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.TestDatabase;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a document stays in memory: an erasure cannot reach it there. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class DocumentCacheTest {
  @Inject Documents documents;

  @Test
  void documents_whose_values_are_variables_are_kept() {
    String text = "query($first: Int) { customers(first: $first) { edges { cursor } } }";
    Api.as("admin").data(text, "first", 3);
    assertNotNull(documents.known(text));
    String paged = "{ customers(first: 7) { edges { cursor } } }";
    Api.as("admin").data(paged);
    assertNotNull(documents.known(paged), "a page's size is nobody's");
  }

  @Test
  void documents_that_hold_values_are_not_kept() {
    for (String text :
        List.of(
            "{ customer(identifier: {kind: PHONE, value: \"13800138000\"}) { id } }",
            "query($v: String = \"Zhang Wei\") { customers(filter: {search: $v}) { totalCount } }",
            "{ customer(id: 13800138000) { id } }")) {
      Api.as("admin").data(text);
      assertNull(documents.known(text), text);
    }
  }
}

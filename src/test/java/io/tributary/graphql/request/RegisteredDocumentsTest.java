package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that are named by their hash. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RegisteredDocumentsTest {
  private static String hash(String text) {
    return HexFormat.of().formatHex(Ids.secretHash(text));
  }

  private static ValidatableResponse post(Map<String, Object> body) {
    return given()
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .header("Accept", "application/graphql-response+json")
        .contentType("application/json")
        .body(body)
        .post("/graphql")
        .then();
  }

  @Test
  void a_registered_document_is_executed_by_its_hash_however_a_client_names_it() throws Exception {
    String text = Files.readString(Path.of("graphql-schema/operations/Sources.graphql"));
    post(Map.of("documentId", "sha256:" + hash(text)))
        .statusCode(200)
        .body("data", notNullValue())
        .body("errors", equalTo(null));
    Map<String, Object> apollo =
        Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", hash(text.strip())));
    post(Map.of("extensions", apollo)).statusCode(200).body("errors", equalTo(null));
    given()
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .queryParam("documentId", "sha256:" + hash(text))
        .get("/graphql")
        .then()
        .statusCode(200)
        .body("errors", equalTo(null));
  }

  @Test
  void a_hash_that_nobody_registered_or_that_is_anothers_is_told() {
    post(Map.of("documentId", "sha256:" + hash("{ jobs { name } }")))
        .statusCode(400)
        .body("errors[0].extensions.code", equalTo("NOT_FOUND"));
    post(Map.of("documentId", "sha256:" + hash("{ x }"), "query", "{ jobs { name } }"))
        .statusCode(400)
        .body("errors[0].message", containsString("not that of the document"));
    post(Map.of("documentId", "md5:1")).statusCode(400);
    post(Map.of("documentId", 7)).statusCode(400);
    post(Map.of("extensions", Map.of("persistedQuery", "x"))).statusCode(400);
  }

  @Test
  void where_only_registered_documents_are_accepted_no_other_is(@TempDir Path folder)
      throws Exception {
    Files.writeString(folder.resolve("Jobs.graphql"), "{ jobs { name } }\n");
    RegisteredDocuments documents = new RegisteredDocuments(Optional.of(folder), true);
    documents.requireRegistered("{ jobs { name } }");
    documents.requireRegistered("{ jobs { name } }\n");
    assertEquals(
        "{ jobs { name } }",
        documents.resolve(new Asked(null, hash("{ jobs { name } }"), null, Map.of())));
    assertThrows(Refusal.class, () -> documents.requireRegistered("{ jobs { cron } }"));
    assertThrows(
        Refusal.class,
        () -> documents.resolve(new Asked("{ jobs { cron } }", null, null, Map.of())));
  }
}

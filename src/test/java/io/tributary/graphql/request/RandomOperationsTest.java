package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graphql.schema.GraphQLSchema;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is asked in a valid way, the fault is never ours. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RandomOperationsTest {
  private static final int QUERIES = Integer.getInteger("random.queries", 2_000);
  private static final int MUTATIONS = Integer.getInteger("random.mutations", 400);
  private static final long SEED = Seed.next();

  @Inject GraphQLSchema schema;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String token = TestDatabase.token("admin");
  private final Map<String, String> definitions = new TreeMap<>();
  private final Map<String, Integer> codes = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  @BeforeEach
  void people() {
    TestDatabase.clear();
    for (String table : List.of("identifier_policy", "insight_setting", "sales_rule")) {
      definitions.put(
          table, TestDatabase.rows("SELECT json_agg(t) FROM %s t".formatted(table)).get(0));
    }
    for (int i = 0; i < 10; i++) {
      Given.Person person = Given.customer("Person " + i);
      Given.Sale sale = person.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
      sale.line("tea", "88.00");
      sale.returned("8.00", "2024-03-05T10:00:00Z");
      person.did("web", "VIEW", "Product Viewed", "2024-03-01T09:00:00Z");
    }
    Api.as("admin")
        .data(
            """
            mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
            """);
  }

  /** Other tests find the definitions as migrations brought them, and no job paused. */
  @AfterEach
  void putBack() {
    TestDatabase.clear();
    TestDatabase.run("UPDATE job SET paused_at = NULL, paused_by = NULL, pause_reason = NULL");
    definitions.forEach(
        (table, rows) ->
            TestDatabase.run(
                "DELETE FROM %1$s; INSERT INTO %1$s SELECT * FROM json_populate_recordset(NULL::%1$s, '%2$s')"
                    .formatted(table, rows.replace("'", "''"))));
  }

  @Test
  void queries_made_from_the_schema_at_random() throws Exception {
    RandomOperations operations = new RandomOperations(schema, SEED);
    send(QUERIES, operations, operations::query);
    assertEquals(List.of(), faults);
    assertTrue(codes.get("none") > QUERIES / 3, () -> "many are answered: " + codes);
  }

  @Test
  void mutations_made_from_the_schema_at_random() throws Exception {
    RandomOperations operations = new RandomOperations(schema, SEED);
    send(QUERIES / 10, operations, operations::query);
    send(MUTATIONS, operations, operations::mutation);
    assertEquals(List.of(), faults);
    assertTrue(codes.containsKey("INVALID_INPUT"), codes::toString);
  }

  private void send(int times, RandomOperations operations, Supplier<String> next)
      throws Exception {
    for (int i = 0; i < times; i++) {
      String document = next.get();
      HttpResponse<String> answer = send(document);
      operations.learn(answer.body());
      String code = code(answer.body());
      codes.merge(code, 1, Integer::sum);
      if (answer.statusCode() >= 500 || code.equals("INTERNAL")) {
        faults.add(answer.statusCode() + " " + document + " " + answer.body());
      }
    }
  }

  private HttpResponse<String> send(String document) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/graphql"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    new JsonObject().put("query", document).encode()))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String code(String body) {
    int at = body.indexOf("\"code\":\"");
    return at < 0
        ? "none"
        : body.contains("INTERNAL")
            ? "INTERNAL"
            : body.substring(at + 8, body.indexOf('"', at + 8));
  }
}

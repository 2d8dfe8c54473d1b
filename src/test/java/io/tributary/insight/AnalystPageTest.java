package io.tributary.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The requests that docs/analyst.md shows are answered. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AnalystPageTest {
  private static final Pattern REQUEST = Pattern.compile("```graphql\n(.*?)```", Pattern.DOTALL);

  @Test
  void every_request_on_the_analysts_page_is_answered() throws Exception {
    TestDatabase.clear();
    for (int i = 0; i < 4; i++) {
      Given.Person person = Given.customer("Person " + i);
      person.boughtAt("till", "88.00", "2024-03-0" + (i + 1) + "T10:00:00Z");
      person.boughtAt("web", "12.00", "2024-05-0" + (i + 1) + "T10:00:00Z");
    }
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO value_fit (fit_id, model, as_of, fitted_at, timezone, currency, customers, sample, repeaters, used,
                                 log_likelihood, parameters)
          VALUES (gen_random_uuid(), 'BG_NBD', '2024-01-01Z', now(), 'UTC', 'CNY', 2357, 2357, 946, 2357, -9582.4,
                  ARRAY[0.243, 4.414, 0.793, 2.426])
          """);
    }
    Api admin = Api.as("admin");
    admin.data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
    List<String> failed = new ArrayList<>();
    Matcher requests = REQUEST.matcher(Files.readString(Path.of("docs", "analyst.md")));
    int asked = 0;
    while (requests.find()) {
      asked++;
      JsonPath answer = admin.send(requests.group(1));
      if (answer.get("errors") != null || answer.getMap("data").containsValue(null)) {
        failed.add(requests.group(1) + answer.prettify());
      }
    }
    assertEquals(List.of(), failed);
    assertTrue(asked >= 9, asked + " requests");
  }
}

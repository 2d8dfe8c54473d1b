package io.tributary.platform;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What alerts and the dashboard look at is there, and each alert is explained. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MonitoringTest {
  private static final Path MONITORING = Path.of("k8s", "monitoring");

  /**
   * Names of figures in an expression: ours, the pool's, the process's. KafkaIT has the topic's.
   */
  private static final Pattern FIGURE =
      Pattern.compile("\\b(tributary_(?!kafka)|sql_|jvm_|process_)[a-z_]+");

  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  @Inject Changes changes;

  private static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group :
        Kustomized.documents(MONITORING.resolve("prometheusrule.yaml")).get(0).at("/spec/groups")) {
      group.get("rules").forEach(rules::add);
    }
    return rules;
  }

  private static JsonNode dashboard() throws IOException {
    JsonNode map = Kustomized.documents(MONITORING.resolve("dashboard.yaml")).get(0);
    return new ObjectMapper().readTree(map.at("/data").get("tributary.json").asText());
  }

  private static Set<String> figures(List<String> expressions) {
    Set<String> names = new TreeSet<>();
    for (String expression : expressions) {
      Matcher matcher = FIGURE.matcher(expression);
      while (matcher.find()) {
        names.add(matcher.group());
      }
    }
    return names;
  }

  private Set<String> exposed() {
    return RestAssured.get(metrics)
        .asString()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("[{ ]", 2)[0])
        .collect(Collectors.toSet());
  }

  @Test
  void every_figure_of_alerts_and_dashboard_is_exposed() throws IOException {
    TestDatabase.clear();
    TestDatabase.run(
        "INSERT INTO customer_change (customer_id, change_id, bucket, noted_at) VALUES ('"
            + Given.customer("Wei").uuid()
            + "', gen_random_uuid(), 1, now())");
    changes.drain().await().indefinitely();
    // a message of nobody: it is counted, and kept nowhere
    RestAssured.given().body("{").post("/v1/track").then().statusCode(400);
    Api.as("admin").data("mutation { runJob(input: {name: \"check-points\"}) { state } }");
    List<String> expressions = new ArrayList<>();
    rules().forEach(rule -> expressions.add(rule.get("expr").asText()));
    dashboard()
        .findValues("targets")
        .forEach(targets -> targets.forEach(each -> expressions.add(each.get("expr").asText())));
    Set<String> wanted = figures(expressions);
    assertTrue(wanted.size() > 20, wanted::toString);
    await()
        .untilAsserted(
            () -> {
              Set<String> missing = new TreeSet<>(wanted);
              missing.removeAll(exposed());
              assertEquals(Set.of(), missing);
            });
  }

  @Test
  void every_alert_is_explained_under_its_own_heading() throws IOException {
    Set<String> headings =
        Files.readAllLines(Path.of("docs", "operations.md")).stream()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4).strip())
            .collect(Collectors.toSet());
    Set<String> alerts = new HashSet<>();
    for (JsonNode rule : rules()) {
      String name = rule.get("alert").asText();
      alerts.add(name);
      assertEquals(
          "docs/operations.md#" + name.toLowerCase(Locale.ROOT),
          rule.at("/annotations/runbook_url").asText());
      assertTrue(
          Set.of("critical", "warning").contains(rule.at("/labels/severity").asText()), name);
      assertFalse(rule.at("/annotations/summary").asText().isBlank(), name);
    }
    assertEquals(alerts, headings);
  }
}

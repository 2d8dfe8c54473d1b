package io.tributary.platform.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.tributary.Packaged;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The packaged application in local mode: what it refuses, its tokens and keys, how it stops. */
class LocalModeIT extends LocalRun {
  @Test
  void a_stop_does_not_wait_for_ever_for_a_database_that_hangs() throws Exception {
    Process process = start(Map.of("TRIBUTARY_STOP_LIMIT", "PT2S"));
    String database = databasePid();
    signal("-STOP", database);
    try {
      process.destroy();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "it does not stop: " + log());
      assertTrue(log().contains("has not stopped within PT2S"), log());
    } finally {
      signal("-CONT", database);
    }
  }

  @Test
  void without_local_mode_and_identity_provider_it_says_which_setting_to_set() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://localhost:1/x");
    Process refused = launch(settings);
    assertNotEquals(0, refused.waitFor());
    assertTrue(log().contains("QUARKUS_OIDC_AUTH_SERVER_URL"), log());
    settings.put("TRIBUTARY_LOCAL_ENABLED", "false");
    settings.remove("QUARKUS_DATASOURCE_REACTIVE_URL");
    Process other = launch(settings);
    assertNotEquals(0, other.waitFor());
    assertTrue(log().contains("QUARKUS_DATASOURCE_REACTIVE_URL"), log());
  }

  @Test
  void a_database_without_its_master_key_is_not_started_on_and_says_so() throws Exception {
    Process first = start();
    Path key = data.resolve("home/master.key");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    first.destroy();
    assertTrue(first.waitFor(60, TimeUnit.SECONDS));
    Path kept = Files.move(key, data.resolve("kept.key"));
    Process withAnother = launch(Map.of());
    assertNotEquals(0, withAnother.waitFor());
    assertTrue(log().contains("Tributary does not start: the master key local is not the"), log());
    Files.move(kept, key, StandardCopyOption.REPLACE_EXISTING);
    start();
    Process withoutAny =
        launch(
            Map.of(
                "QUARKUS_DATASOURCE_REACTIVE_URL",
                "postgresql://localhost:1/x",
                "TRIBUTARY_LOCAL_ENABLED",
                "true"));
    assertNotEquals(0, withoutAny.waitFor());
    assertTrue(log().contains("TRIBUTARY_KEYS_MASTER_FILE"), log());
  }

  @Test
  void it_makes_tokens_refuses_a_second_start_on_its_data_and_takes_its_database_along()
      throws Exception {
    Process process = start();
    Packaged running = last();
    Process tool = launch(Map.of(), "token", "--role", "analyst", "--days", "1");
    assertEquals(0, tool.waitFor());
    // what the machine itself has to say comes before it
    String analyst = log().strip().lines().reduce((one, next) -> next).orElseThrow();
    String answer =
        RestAssured.given()
            .header("Authorization", "Bearer " + analyst)
            .contentType("application/json")
            .body(
                Map.of(
                    "query",
                    "mutation { createSource(input: {name: \"x\", kind: ONLINE}) { writeKey } }"))
            .post(running.url("/graphql"))
            .asString();
    assertTrue(answer.contains("FORBIDDEN"), answer);
    assertEquals(
        401,
        RestAssured.given()
            .header("Authorization", "Bearer " + analyst + "x")
            .post(running.url("/graphql"))
            .statusCode());
    assertFalse(Files.readString(data.resolve("home/signing.key")).isBlank());
    Process wrong = launch(Map.of(), "token", "--role", "king");
    assertNotEquals(0, wrong.waitFor());
    assertTrue(log().contains("--role is one of"), log());

    Process second = launch(Map.of());
    assertNotEquals(0, second.waitFor());
    assertTrue(log().contains("another Tributary is running"), log());

    process.destroy();
    assertTrue(process.waitFor(25, TimeUnit.SECONDS), () -> "it does not stop: " + log());
    assertFalse(Files.exists(data.resolve("home/postgres/postmaster.pid")));
  }
}

package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static io.tributary.Socket.PROTOCOL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What a WebSocket may carry; whatever the protocol forbids closes it with the protocol's code. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SocketRulesTest {
  private static final String ADMIN = TestDatabase.token("admin");

  @Inject RegisteredDocuments registered;
  @Inject Deadlines deadlines;

  private static void closes(int status, String token, Consumer<Socket> does) {
    try (Socket socket = Socket.open(PROTOCOL, token)) {
      does.accept(socket);
      assertEquals(status, socket.closed());
    }
  }

  @Test
  void messages_that_the_protocol_does_not_know_close_the_socket() {
    for (String message :
        List.of(
            "no json",
            "[]",
            "{}",
            "{\"type\": 7}",
            "{\"type\": \"start\", \"id\": \"1\"}",
            "{\"type\": \"next\", \"id\": \"1\"}",
            "{\"type\": \"complete\"}",
            "{\"type\": \"subscribe\", \"payload\": {\"query\": \"{ jobs { name } }\"}}",
            "{\"type\": \"subscribe\", \"id\": \"\", \"payload\": {\"query\": \"{ jobs { name } }\"}}",
            "{\"type\": \"subscribe\", \"id\": \"1\"}",
            "{\"type\": \"subscribe\", \"id\": \"1\", \"payload\": {\"query\": 7}}")) {
      closes(4400, ADMIN, socket -> socket.send(message));
    }
  }

  @Test
  void an_operation_before_the_first_message_or_without_a_token_is_unauthorized() {
    closes(4401, null, socket -> socket.start("1", "{ jobs { name } }"));
    try (Socket socket = Socket.open(PROTOCOL)) {
      socket.start("1", "{ jobs { name } }");
      assertEquals(4401, socket.closed());
    }
  }

  @Test
  void whoever_opens_a_socket_and_says_nothing_is_shown_out() {
    try (Socket socket = Socket.open(PROTOCOL)) {
      assertEquals(4408, socket.closed());
    }
  }

  @Test
  void a_forged_token_is_forbidden_and_a_second_first_message_too_many() {
    try (Socket socket = Socket.open(PROTOCOL)) {
      socket.send(
          "{\"type\": \"connection_init\", \"payload\": {\"Authorization\": \"Bearer "
              + ADMIN
              + "x\"}}");
      assertEquals(4403, socket.closed());
    }
    closes(4429, ADMIN, socket -> socket.send("{\"type\": \"connection_init\"}"));
  }

  @Test
  void another_protocol_is_not_spoken() {
    try (Socket socket = Socket.open("graphql-ws")) {
      assertEquals(4406, socket.closed());
    }
  }

  @Test
  void a_message_of_many_kilobytes_closes_the_socket() {
    closes(1009, ADMIN, socket -> socket.start("1", "{ jobs { name } }" + " ".repeat(200_000)));
  }

  @Test
  void a_socket_carries_a_number_of_operations_and_one_that_ends_makes_room() {
    Given.source("web");
    String customer = Given.customer("Lin").id();
    String document = "subscription { customerChanged(id: \"" + customer + "\") { id } }";
    try (Socket socket = Socket.open(PROTOCOL, ADMIN)) {
      for (int i = 0; i < GuardedSocket.MOST_OPERATIONS; i++) {
        socket.start("s" + i, document);
        assertNotNull(socket.next("next"));
      }
      socket.start("more", document);
      JsonPath refused = socket.next("error");
      assertEquals("more", refused.getString("id"));
      assertEquals("RATE_LIMITED", refused.getString("payload[0].extensions.code"));
      socket.send("{\"type\": \"complete\", \"id\": \"s3\"}");
      socket.start("more", document);
      assertEquals("more", socket.next("next").getString("id"));
      socket.start("s5", document);
      assertEquals(4409, socket.closed());
    }
  }

  @Test
  void an_id_that_is_taken_closes_the_socket_whatever_is_asked_under_it() {
    String customer = Given.customer("Lin").id();
    for (String second : List.of("{ nothing }", "{ jobs { name }", "{ jobs { name } }")) {
      closes(
          4409,
          ADMIN,
          socket -> {
            socket.start("1", "subscription { customerChanged(id: \"" + customer + "\") { id } }");
            assertNotNull(socket.next("next"));
            socket.start("1", second);
          });
    }
  }

  @Test
  void queries_end_by_themselves_and_make_room() {
    try (Socket socket = Socket.open(PROTOCOL, ADMIN)) {
      for (int i = 0; i < GuardedSocket.MOST_OPERATIONS + 5; i++) {
        socket.start("q" + i, "{ jobs { type: name } }");
        assertEquals("q" + i, socket.next("complete").getString("id"));
      }
    }
  }

  @Test
  void a_token_that_ends_ends_its_socket_and_what_runs_on_it() {
    String customer = Given.customer("Lin").id();
    try (Socket socket =
        Socket.subscribe(
            TestDatabase.token("admin", Duration.ofSeconds(3)),
            "subscription { customerChanged(id: \"" + customer + "\") { displayName } }")) {
      assertNotNull(socket.next("next"));
      assertEquals(4403, socket.closed());
    }
  }

  @Test
  void a_role_that_was_taken_back_hears_of_nothing_more() {
    Given.Person lin = Given.customer("Lin");
    String token = TestDatabase.token(Map.of("role", "service", "subject", "who-leaves"));
    try (Socket socket =
        Socket.subscribe(
            token, "subscription { customerChanged(id: \"" + lin.id() + "\") { displayName } }")) {
      assertEquals(
          "Lin", socket.next("next").getString("payload.data.customerChanged.displayName"));
      rename(lin, "Lin Lin");
      assertEquals(
          "Lin Lin", socket.next("next").getString("payload.data.customerChanged.displayName"));
      TakenBack.SUBJECTS.add("who-leaves");
      rename(lin, "Lin Lin Lin");
      JsonPath refused = socket.next("error");
      assertEquals("1", refused.getString("id"));
      assertEquals("FORBIDDEN", refused.getString("payload[0].extensions.code"));
      assertFalse(refused.prettify().contains("Lin Lin Lin"));
    } finally {
      TakenBack.SUBJECTS.clear();
    }
  }

  private static void rename(Given.Person person, String name) {
    TestDatabase.run(
        "UPDATE customer SET display_name = '%s' WHERE customer_id = '%s'"
            .formatted(name, TypeId.CUSTOMER.decode(person.id()).orElseThrow()));
  }

  @Test
  void a_registered_document_goes_by_its_hash_and_where_only_those_do_no_other() throws Exception {
    String text = Files.readString(Path.of("graphql-schema/operations/Sources.graphql"));
    String hash = HexFormat.of().formatHex(Ids.secretHash(text));
    registered.areTheOnlyOnes = true;
    try (Socket socket = Socket.open(PROTOCOL, ADMIN)) {
      socket.send(subscribe("a", "{\"documentId\": \"sha256:" + hash + "\"}"));
      JsonPath answer = socket.next("next");
      assertNotNull(answer.get("payload.data"), answer.prettify());
      socket.send(
          subscribe(
              "b",
              "{\"extensions\": {\"persistedQuery\": {\"version\": 1, \"sha256Hash\": \""
                  + hash
                  + "\"}}}"));
      assertEquals("b", socket.next("next").getString("id"));
      socket.start("c", "{ jobs { name } }");
      JsonPath refused = socket.next("error");
      assertEquals("c", refused.getString("id"));
      assertEquals("FORBIDDEN", refused.getString("payload[0].extensions.code"));
      socket.start("d", "subscription { customerChanged(id: \"cus_1\") { id } }");
      assertEquals("d", socket.next("error").getString("id"));
      assertEquals("FORBIDDEN", Api.as("admin").error("{ jobs { name } }"), "and over HTTP");
      assertNotNull(Api.as("admin").data(text).get("sources"));
    } finally {
      registered.areTheOnlyOnes = false;
    }
    closes(4400, ADMIN, socket -> socket.send(subscribe("e", "{\"documentId\": \"md5:1\"}")));
    try (Socket socket = Socket.open(PROTOCOL, ADMIN)) {
      socket.send(subscribe("f", "{\"documentId\": \"sha256:" + "0".repeat(64) + "\"}"));
      assertEquals("NOT_FOUND", socket.next("error").getString("payload[0].extensions.code"));
    }
  }

  private static String subscribe(String id, String payload) {
    return "{\"type\": \"subscribe\", \"id\": \"" + id + "\", \"payload\": " + payload + "}";
  }

  @RepeatedTest(3)
  void an_operation_that_takes_too_long_ends_and_makes_room() throws Exception {
    Duration usual = deadlines.query;
    deadlines.query = Duration.ofMillis(300);
    try (Socket socket = Socket.open(PROTOCOL, ADMIN);
        Connection other = TestDatabase.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE job_run IN ACCESS EXCLUSIVE MODE");
      socket.start("late", "{ jobRuns { edges { cursor } } }");
      JsonPath late = socket.next("error");
      assertEquals("late", late.getString("id"));
      assertEquals("OVERLOADED", late.getString("payload[0].extensions.code"));
      other.rollback();
      deadlines.query = usual;
      socket.start("late", "{ jobRuns { edges { cursor } } }");
      assertNotNull(socket.next("next").get("payload.data.jobRuns"));
      assertEquals("late", socket.next("complete").getString("id"));
    } finally {
      deadlines.query = usual;
    }
  }

  @Test
  void a_page_of_another_site_cannot_open_a_socket() {
    assertEquals(403, upgrade("https://elsewhere.example"));
    assertTrue(upgrade("http://localhost:" + RestAssured.port) != 403);
  }

  private static int upgrade(String origin) {
    return given()
        .header("Origin", origin)
        .header("Connection", "Upgrade")
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Protocol", PROTOCOL)
        .get("/graphql")
        .statusCode();
  }
}

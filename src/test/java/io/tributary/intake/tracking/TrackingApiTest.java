package io.tributary.intake.tracking;

import static io.restassured.RestAssured.given;
import static io.tributary.intake.tracking.Sdk.batch;
import static io.tributary.intake.tracking.Sdk.count;
import static io.tributary.intake.tracking.Sdk.gzip;
import static io.tributary.intake.tracking.Sdk.post;
import static io.tributary.intake.tracking.Sdk.signed;
import static io.tributary.intake.tracking.Sdk.track;
import static io.tributary.intake.tracking.Sdk.utf8;
import static io.tributary.intake.tracking.Sdk.value;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.tributary.TestDatabase;
import io.tributary.platform.keys.Sealed;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paths, keys, sizes and answers of the tracking API. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TrackingApiTest {
  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  private static final String PAGE = "{\"userId\": \"u1\", \"name\": \"Home\"}";

  @BeforeEach
  void begin() {
    Sdk.begin();
  }

  @Test
  void every_path_takes_its_kind_of_message() {
    for (String path : List.of("identify", "i")) {
      succeeds(
          post(path, "{\"userId\": \"%s\", \"traits\": {\"vip\": true}}".formatted(path)).then());
    }
    for (String path : List.of("track", "t")) {
      succeeds(
          post(
                  path,
                  "{\"userId\": \"u\", \"event\": \"Product Viewed\", \"messageId\": \"%s\"}"
                      .formatted(path))
              .then());
    }
    for (String path : List.of("page", "p", "screen", "s")) {
      succeeds(post(path, "{\"userId\": \"u\", \"name\": \"%s\"}".formatted(path)).then());
    }
    for (String path : List.of("group", "g")) {
      succeeds(post(path, "{\"userId\": \"u\", \"groupId\": \"%s\"}".formatted(path)).then());
    }
    for (String path : List.of("alias", "a")) {
      succeeds(post(path, "{\"userId\": \"u\", \"previousId\": \"%s\"}".formatted(path)).then());
    }
    for (String path : List.of("batch", "b", "import")) {
      String message = track("m-" + path, "u", "Clicked", "");
      succeeds(post(path, "{\"batch\": [" + message + "]}").then());
    }
    assertEquals(
        List.of(
            "GROUP|g",
            "GROUP|group",
            "INTERACTION|Clicked",
            "INTERACTION|Clicked",
            "INTERACTION|Clicked",
            "VIEW|Product Viewed",
            "VIEW|Product Viewed",
            "VIEW|p",
            "VIEW|page",
            "VIEW|s",
            "VIEW|screen"),
        TestDatabase.rows("SELECT kind, name FROM event ORDER BY kind, name COLLATE \"C\""));
    assertEquals(2, count("profile_attribute"));
    assertEquals(0, count("rejected_message"));
  }

  @Test
  void the_write_key_comes_in_the_header_or_in_the_body() {
    String keyed = "{\"userId\": \"u1\", \"name\": \"Home\", \"writeKey\": \"%s\"}";
    succeeds(given().body(utf8(keyed.formatted(Sdk.key()))).post("/v1/p").then());
    succeeds(
        given()
            .body(utf8("{\"writeKey\": \"%s\", \"batch\": []}".formatted(Sdk.key())))
            .post("/v1/batch")
            .then());
    unknown(given().body(utf8(PAGE)).post("/v1/page").then());
    unknown(given().body(utf8(keyed.formatted("other"))).post("/v1/page").then());
    unknown(
        given().auth().preemptive().basic("other", "").body(utf8(PAGE)).post("/v1/page").then());
    unknown(
        given()
            .auth()
            .preemptive()
            .basic("other", "")
            .body(utf8(keyed.formatted(Sdk.key())))
            .post("/v1/page")
            .then());
    unknown(given().header("Authorization", "Basic ???").body(utf8(PAGE)).post("/v1/page").then());
    assertEquals(1, count("event"));
  }

  @Test
  void a_body_that_cannot_be_read_is_kept_for_the_key_it_seems_to_have() {
    String broken = "{\"writeKey\": \"%s\", \"userId\": ";
    refused(
        given().body(utf8(broken.formatted(Sdk.key()))).post("/v1/page").then(), "malformed JSON");
    refused(given().body(utf8("{\"userId\": ")).post("/v1/page").then(), "malformed JSON");
    unknown(given().body(utf8(broken.formatted("other"))).post("/v1/page").then());
    assertEquals(1, count("rejected_message"));
  }

  @Test
  void only_post_is_taken() {
    signed().get("/v1/track").then().statusCode(405);
    signed().body(utf8(PAGE)).put("/v1/track").then().statusCode(405);
    signed().body(utf8(PAGE)).post("/v1/unknown").then().statusCode(404);
  }

  @Test
  void any_content_type_will_do() throws Exception {
    List<String> types =
        List.of(
            "text/plain;charset=UTF-8", // what sendBeacon says
            "application/x-www-form-urlencoded",
            "application/octet-stream",
            "multipart/form-data; boundary=x",
            "nonsense");
    for (String type : types) {
      String page = "{\"userId\": \"u1\", \"name\": \"%s 张\"}".formatted(type);
      assertEquals(200, send(type, HttpRequest.BodyPublishers.ofString(page)));
    }
    assertEquals(200, send(null, HttpRequest.BodyPublishers.ofString(PAGE)));
    assertEquals(6, count("event"));
    assertEquals("5", value("SELECT count(*) FROM event WHERE name LIKE '% 张'"));
  }

  @Test
  void a_body_without_a_length_is_measured_as_it_comes() throws Exception {
    for (int size : List.of(32 * 1024, 32 * 1024 + 1, 3_000_000)) {
      byte[] body = utf8(PAGE + " ".repeat(size - PAGE.length()));
      int status =
          send(
              null, HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
      assertEquals(size == 32 * 1024 ? 200 : 400, status);
    }
  }

  private static int send(String type, HttpRequest.BodyPublisher body) throws Exception {
    String basic = Base64.getEncoder().encodeToString(utf8(Sdk.key() + ":"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/page"))
            .header("Authorization", "Basic " + basic)
            .POST(body);
    if (type != null) {
      request.header("Content-Type", type);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void a_page_of_any_site_may_send() {
    given()
        .header("Origin", "https://shop.example")
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "content-type,authorization")
        .options("/v1/t")
        .then()
        .statusCode(204)
        .header("Access-Control-Allow-Origin", "*")
        .header("Access-Control-Allow-Methods", "POST")
        .header("Access-Control-Allow-Headers", "content-type,authorization")
        .header("Access-Control-Allow-Credentials", nullValue());
    signed()
        .header("Origin", "https://shop.example")
        .body(utf8(PAGE))
        .post("/v1/p")
        .then()
        .statusCode(200)
        .header("Access-Control-Allow-Origin", "*");
    given()
        .header("Origin", "https://shop.example")
        .body(utf8(PAGE))
        .post("/v1/p")
        .then()
        .statusCode(401)
        .header("Access-Control-Allow-Origin", "*");
  }

  @Test
  void bodies_may_be_packed() {
    byte[] packed = gzip(utf8(PAGE));
    succeeds(signed().header("Content-Encoding", "gzip").body(packed).post("/v1/page").then());
    succeeds(signed().body(gzip(utf8(PAGE.replace("u1", "u2")))).post("/v1/page").then());
    assertEquals(2, count("event"));
    refused(
        signed().body(new byte[] {0x1F, (byte) 0x8B, 8, 0, 1, 2, 3}).post("/v1/page").then(),
        "the body is broken gzip");
    refused(
        signed().header("Content-Encoding", "br").body(utf8("x")).post("/v1/page").then(),
        "Content-Encoding br is not known; use gzip");
  }

  @Test
  void a_bomb_is_cut_off() {
    byte[] bomb = gzip(new byte[200 * 1024 * 1024]);
    assertTrue(bomb.length < 300_000);
    refused(
        signed().header("Content-Encoding", "gzip").body(bomb).post("/v1/batch").then(),
        "the body is larger than 500 kB");
  }

  @Test
  void a_call_may_have_32_kB_and_not_a_byte_more() {
    String frame = "{\"userId\": \"u1\", \"name\": \"Home\", \"properties\": {\"text\": \"\"}}";
    String fits = frame.replace("\"\"", "\"" + "x".repeat(32 * 1024 - frame.length()) + "\"");
    String tooLarge = fits.replace("xxx", "xxx ").substring(0, 32 * 1024 - 3) + "\"}}" + " ";
    assertEquals(32 * 1024, fits.length());
    assertEquals(32 * 1024 + 1, tooLarge.length());
    succeeds(post("page", fits).then());
    refused(post("page", tooLarge).then(), "the body is larger than 32 kB");
    refused(
        signed().body(gzip(utf8(tooLarge))).post("/v1/page").then(),
        "the body is larger than 32 kB");
    assertEquals(1, count("event"));
    assertEquals(
        List.of("the body is larger than 32 kB", "the body is larger than 32 kB"),
        TestDatabase.rows("SELECT reason FROM rejected_message"));
    assertEquals(List.of(32_768, 32_768), refusedBodies().stream().map(String::length).toList());
  }

  @Test
  void a_batch_may_have_500_kB_and_not_a_byte_more() {
    StringBuilder messages = new StringBuilder("{\"batch\": [");
    for (int i = 0; i < 16; i++) {
      messages.append(track("m" + i, "u1", "Clicked", "\"t\": \"" + "x".repeat(31_000) + "\""));
      messages.append(",");
    }
    messages.append(track("last", "u1", "Clicked", "")).append("]}");
    int room = 500 * 1024 - messages.length();
    String fits = messages + " ".repeat(room);
    refused(post("batch", fits + " ").then(), "the body is larger than 500 kB");
    assertEquals(0, count("event"));
    succeeds(post("batch", fits).then());
    assertEquals(17, count("event"));
    assertEquals(List.of(32_768), refusedBodies().stream().map(String::length).toList());
  }

  @Test
  void one_message_over_32_kB_spoils_no_other_of_its_batch() {
    String large = track("large", "u1", "Clicked", "\"t\": \"" + "张".repeat(11_000) + "\"");
    batch(track("a", "u1", "Clicked", ""), large, track("b", "u1", "Clicked", ""))
        .then()
        .statusCode(200)
        .body("success", equalTo(true))
        .body("accepted", equalTo(2))
        .body("rejected[0].index", equalTo(1))
        .body("rejected[0].reason", equalTo("the message is larger than 32 kB"));
    assertEquals(2, count("event"));
    String kept = refusedBodies().get(0);
    int bytes = utf8(kept).length;
    assertTrue(bytes >= 32_765 && bytes <= 32_768 && kept.endsWith("张"), bytes + " bytes");
  }

  @Test
  void a_body_that_says_it_is_huge_is_not_read() throws Exception {
    refused(
        signed().body(new byte[600 * 1024]).post("/v1/batch").then(),
        "the body is larger than 500 kB");
    String head = "POST /v1/batch HTTP/1.1\r\nHost: tributary\r\nContent-Length: 99999999\r\n\r\n{";
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(utf8(head));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer); // and the server hung up
    }
  }

  @Test
  void a_client_that_asks_before_it_sends_is_told() throws Exception {
    String head =
        "POST /v1/page HTTP/1.1\r\nHost: tributary\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n";
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(utf8(head.formatted(100_000)));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(utf8(head.formatted(2)));
      BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream()));
      assertEquals("HTTP/1.1 100 Continue", lines.readLine());
    }
  }

  @Test
  void bad_messages_of_a_batch_are_named_and_kept_and_the_rest_is_taken() {
    batch(
            track("good", "u1", "Clicked", ""),
            "{\"type\": \"buy\", \"userId\": \"u1\", \"messageId\": \"unknown type\"}",
            "17",
            track("nobody", "null", "Clicked", ""),
            track("no order", "u1", "Order Completed", "\"total\": 1"),
            track("nul", "u1", "Clicked", "\"a\": \"\\u0000\""),
            track("good too", "u2", "Clicked", ""))
        .then()
        .statusCode(200)
        .body("success", equalTo(true))
        .body("accepted", equalTo(2))
        .body("rejected.index", equalTo(List.of(1, 2, 3, 4, 5)))
        .body("rejected[0].messageId", equalTo("unknown type"))
        .body("rejected[0].reason", startsWith("type buy is none of"))
        .body("rejected[1].messageId", nullValue())
        .body("rejected[1].reason", startsWith("not a JSON object"))
        .body("rejected[2].reason", startsWith("it names nobody"))
        .body("rejected[3].reason", equalTo("order_id is missing"))
        .body("rejected[4].reason", containsString("NUL"));
    assertEquals(2, count("event"));
    assertEquals(
        List.of("no order", "nobody", "nul", "unknown type", "null"),
        TestDatabase.rows("SELECT message_id FROM rejected_message ORDER BY 1"));
    assertEquals(
        List.of("17", "{", "{", "{", "{"),
        refusedBodies().stream().map(body -> body.startsWith("{") ? "{" : body).sorted().toList());
  }

  @Test
  void a_bad_message_alone_is_refused_for_good_and_kept() {
    refused(
        post("track", "{\"userId\": \"u1\"}").then(),
        "event, the name of what happened, is missing");
    refused(post("track", "{\"userId\": \"u1\"").then(), "malformed JSON at line 1, column 16");
    refused(post("batch", "{\"batch\": [{}, {]}").then(), "malformed JSON at line 1, column 17");
    refused(post("page", "").then(), "the body is not a JSON object");
    refused(
        signed().body(new byte[] {'"', (byte) 0xFF, '"', 0}).post("/v1/page").then(),
        "the body is not valid UTF-8");
    assertEquals(
        List.of(
            "",
            "\"\uFFFD\"\uFFFD",
            "{\"batch\": [{}, {]}",
            "{\"userId\": \"u1\"",
            "{\"userId\": \"u1\"}"),
        refusedBodies().stream().sorted().toList());
  }

  /** What was kept of refused messages, opened. */
  private static List<String> refusedBodies() {
    return TestDatabase.rows("SELECT body FROM rejected_message").stream()
        .map(body -> Sealed.opened(Sealed.REJECTED_MESSAGE, body))
        .toList();
  }

  @Test
  void what_was_taken_and_refused_is_counted() {
    double accepted = counted("accepted");
    double rejected = counted("rejected");
    batch(track("a", "u1", "Clicked", ""), track("b", "u1", "Clicked", ""), "{}");
    assertEquals(accepted + 2, counted("accepted"));
    assertEquals(rejected + 1, counted("rejected"));
  }

  @Test
  void a_message_that_makes_the_database_fail_is_found_and_refused() {
    failOn("poison", "22000");
    String[] messages = new String[20];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = track("m" + i, "u" + i, i == 3 || i == 11 ? "poison" : "Clicked", "");
    }
    batch(messages)
        .then()
        .statusCode(200)
        .body("accepted", equalTo(18))
        .body("rejected.index", equalTo(List.of(3, 11)))
        .body("rejected[0].reason", startsWith("it cannot be stored"));
    assertEquals(18, count("event"));
    assertEquals(2, count("rejected_message"));
  }

  @Test
  void a_fault_of_ours_takes_nothing_in_and_asks_to_send_again() {
    failOn("Clicked", "53300"); // too_many_connections
    String[] messages = {track("a", "u1", "Viewed", ""), track("b", "u1", "Clicked", ""), "{}"};
    batch(messages)
        .then()
        .statusCode(503)
        .header("Retry-After", "5")
        .header("Access-Control-Allow-Origin", "*")
        .body("success", equalTo(false));
    assertEquals(0, count("event"));
    assertEquals(0, count("profile"));
    assertEquals(0, count("rejected_message"));
    mend();
    batch(messages).then().statusCode(200).body("accepted", equalTo(2));
    assertEquals(2, count("event"));
  }

  private static void failOn(String event, String state) {
    execute(
        """
        CREATE OR REPLACE FUNCTION test_fail() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.name = '%s' THEN RAISE EXCEPTION 'as the test wants' USING ERRCODE = '%s'; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER test_fail BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION test_fail();
        """
            .formatted(event, state));
  }

  @AfterEach
  void mend() {
    execute("DROP FUNCTION IF EXISTS test_fail CASCADE");
  }

  private static void execute(String sql) {
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private double counted(String outcome) {
    String name = "tributary_tracking_messages_total{outcome=\"" + outcome + "\"}";
    return given()
        .get(metrics)
        .asString()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).strip()))
        .sum();
  }

  private static void succeeds(ValidatableResponse response) {
    response
        .statusCode(200)
        .contentType("application/json")
        .body("", equalTo(Map.of("success", true)));
  }

  private static void refused(ValidatableResponse response, String reason) {
    response.statusCode(400).body("success", equalTo(false)).body("reason", startsWith(reason));
  }

  private static void unknown(ValidatableResponse response) {
    response
        .statusCode(401)
        .body("success", equalTo(false))
        .body("reason", startsWith("no source has this write key"));
  }
}

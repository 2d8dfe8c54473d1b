package io.tributary.intake.bulk;

import static io.restassured.RestAssured.given;
import static io.tributary.TestDatabase.rows;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ImportsTest {
  private static final String ORDERS = "order_id,customer_ref,ordered_at,currency,total\n";
  private static final String TWO =
      ORDERS + "o1,c1,2024-03-01T10:00:00Z,CNY,12.50\no2,c2,2024-03-02,CNY,0\n";

  @TestHTTPResource("/")
  URL root;

  private Source web;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    web = Sent.newSource("web");
  }

  private static String sales() {
    return rows("SELECT count(*), sum(total_minor) FROM customer_order").get(0);
  }

  @Test
  void a_file_gets_in_and_a_second_time_changes_nothing() {
    assertEquals(
        "COMPLETED accepted 2 duplicates 0 rejected 0",
        Sent.csv(web.name(), "orders", TWO).finished().counts());
    assertEquals("2|1250", sales());
    assertEquals(List.of("2"), rows("SELECT count(*) FROM customer"));
    assertEquals(List.of("2"), rows("SELECT count(DISTINCT customer_id) FROM customer_change"));
    List<String> before = everything();
    assertEquals(
        "COMPLETED accepted 0 duplicates 2 rejected 0",
        Sent.csv(web.name(), "orders", TWO).finished().counts());
    assertEquals(before, everything());
    assertEquals(List.of("0"), rows("SELECT count(*) FROM import_chunk"));
  }

  private static List<String> everything() {
    return rows(
        """
        SELECT o::text FROM customer_order o UNION ALL SELECT p::text FROM profile p UNION ALL SELECT c::text FROM customer c
        UNION ALL SELECT q::text FROM customer_change q UNION ALL SELECT f::text FROM fact_key f ORDER BY 1
        """);
  }

  @Test
  void the_answer_says_where_to_look_and_what_was_found_there() {
    String location =
        Sent.csv(web.name(), "orders", TWO)
            .response()
            .then()
            .statusCode(202)
            .extract()
            .header("Location");
    Sent.Result result =
        Sent.csv(web.name(), "orders", TWO).finished(location.substring("/v1/imports/".length()));
    JsonPath job = result.job();
    assertEquals(web.getId(), job.getString("source"));
    assertEquals("orders", job.getString("kind"));
    assertEquals(2, job.getInt("total"));
    assertEquals(1.0, job.getDouble("progress"));
    assertNull(job.getString("error"));
    await().until(() -> rows("SELECT state FROM import_job WHERE finished_at IS NULL").isEmpty());
  }

  @Test
  void a_broken_file_leaves_its_good_rows_in_and_names_each_bad_one() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    text(file, "\uFEFF" + ORDERS);
    text(file, "good1,c1,2024-03-01,CNY,1\r\n");
    text(file, "columns,c1,2024-03-01,CNY\n");
    text(file, "date,c1,2024-13-01,CNY,1\n");
    text(file, "currency,c1,2024-03-01,XYZ,1\n");
    text(file, "long,");
    byte[] filler = new byte[10 << 20];
    Arrays.fill(filler, (byte) 'x');
    file.writeBytes(filler);
    text(file, ",2024-03-01,CNY,1\n");
    text(file, "utf8,caf");
    file.write(0xE9);
    text(file, ",2024-03-01,CNY,1\n");
    text(file, "nul,c\0,2024-03-01,CNY,1\n");
    text(file, "quote,\"c1,2024-03-01,CNY,1\n");
    text(file, "good2,\"c\n2\",2024-03-01,CNY,1\n\n");
    text(file, "money,c1,2024-03-01,CNY,1.005\n");
    text(file, "good3,c3,2024-03-01,CNY,1");
    Sent.Result result = Sent.csv(web.name(), "orders", file.toByteArray()).finished();
    assertEquals("COMPLETED accepted 3 duplicates 0 rejected 8", result.counts());
    assertEquals(
        List.of("good1", "good2", "good3"),
        rows("SELECT external_id FROM customer_order ORDER BY 1"));
    assertEquals(
        List.of(
            "3|null",
            "4|ordered_at",
            "5|currency",
            "6|null",
            "7|null",
            "8|null",
            "9|null",
            "13|total"),
        rows("SELECT line, \"column\" FROM import_rejection ORDER BY line"));
    List<String> csv = Sent.rejected(web.name(), result.id()).lines().toList();
    assertEquals("line,column,reason,raw", csv.get(0));
    assertEquals(9, csv.size());
    assertTrue(csv.get(2).startsWith("4,ordered_at,ordered_at is not a time."), csv.get(2));
    assertTrue(csv.get(2).endsWith(",\"date,c1,2024-13-01,CNY,1\""), csv.get(2));
    assertTrue(csv.get(4).length() < 2_200);
  }

  @Test
  void thousands_of_refused_rows_come_page_by_page_in_the_order_of_the_file() {
    int bad = 2_000;
    String file = ORDERS + "o,c,never,CNY,1\n".repeat(bad);
    Sent.Result result = Sent.csv(web.name(), "orders", file).finished();
    assertEquals("COMPLETED accepted 0 duplicates 0 rejected 2000", result.counts());
    List<String> csv = Sent.rejected(web.name(), result.id()).lines().toList();
    assertEquals(bad + 1, csv.size());
    assertTrue(csv.get(1).startsWith("2,"));
    assertTrue(csv.get(bad).startsWith("2001,"));
  }

  private static void text(ByteArrayOutputStream into, String text) {
    into.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_contradiction_is_refused_with_its_column() {
    Sent.csv(web.name(), "orders", TWO).finished();
    Sent.Result result =
        Sent.csv(web.name(), "orders", ORDERS + "o1,c1,2024-03-01T10:00:00Z,CNY,13.50\n")
            .finished();
    assertEquals("COMPLETED accepted 0 duplicates 0 rejected 1", result.counts());
    assertTrue(Sent.rejected(web.name(), result.id()).contains("2,total,"));
    assertEquals("2|1250", sales());
  }

  @Test
  void json_lines_gzip_and_parts_get_in_like_rows() {
    String lines =
        "{\"order_id\":\"o1\",\"customer_ref\":\"c1\",\"ordered_at\":\"2024-03-01T10:00:00Z\",\"currency\":\"CNY\",\"total\":12.50}\n\n"
            + "{\"order_id\":\"o2\",\"customer_ref\":\"c2\",\"ordered_at\":\"2024-03-02\",\"currency\":\"CNY\",\"total\":0}\n"
            + "{\"order_id\":\"o3\"\n";
    assertEquals(
        "COMPLETED accepted 2 duplicates 0 rejected 1",
        Sent.of(
                web.name(),
                "orders",
                "application/x-ndjson",
                lines.getBytes(StandardCharsets.UTF_8))
            .finished()
            .counts());
    assertEquals(
        "COMPLETED accepted 0 duplicates 2 rejected 0",
        Sent.csv(web.name(), "orders", gzip(TWO))
            .header("Content-Encoding", "gzip")
            .finished()
            .counts());
    String options = "{\"map\":{\"Nr\":\"order_id\"},\"fixed\":{\"currency\":\"CNY\"}}";
    String file = TWO.replace("order_id", "Nr").replace("CNY", "XXX");
    for (boolean first : new boolean[] {true, false}) {
      assertEquals(
          "COMPLETED accepted 0 duplicates 2 rejected 0",
          Sent.of(
                  web.name(),
                  "orders",
                  "multipart/form-data; boundary=B",
                  parts(options, file, first))
              .finished()
              .counts());
    }
    assertEquals("2|1250", sales());
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static byte[] parts(String options, String file, boolean optionsFirst) {
    String o = "--B\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n" + options + "\r\n";
    String f =
        "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n"
            + file
            + "\r\n";
    return ((optionsFirst ? o + f : f + o) + "--B--\r\n").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_dry_run_says_what_would_happen_and_keeps_nothing() {
    List<String> before = everything();
    Sent.Result result =
        Sent.csv(web.name(), "orders", TWO + "o3,c3,never,CNY,1\n")
            .with("dryRun", "true")
            .finished();
    assertEquals("COMPLETED accepted 2 duplicates 0 rejected 1", result.counts());
    assertTrue(result.job().getBoolean("dryRun"));
    assertTrue(Sent.rejected(web.name(), result.id()).contains("4,ordered_at,"));
    assertEquals(before, everything());
    assertEquals(List.of("0"), rows("SELECT count(*) FROM customer_order"));
  }

  @Test
  void a_card_of_a_programme_in_a_file_and_in_a_message_is_one_persons() {
    Sent.csv(
            web.name(),
            "customers",
            "customer_ref,name,card_number,card_programme\nc1,Li Na,88-01,club\nc2,Li Na,88-01,\n")
        .finished();
    given()
        .auth()
        .preemptive()
        .basic("key of " + web.name(), "")
        .body(
            "{\"userId\": \"u1\", \"traits\": {\"card_number\": \"8801\", \"card_programme\": \"club\"}}")
        .post("/v1/identify")
        .then()
        .statusCode(200);
    assertEquals(
        List.of("c1,u1", "c2"),
        rows(
            "SELECT string_agg(key, ',' ORDER BY key) FROM profile GROUP BY customer_id ORDER BY 1"));
  }

  @Test
  void every_kind_gets_in() {
    String customers =
        "customer_ref,name,phone,email,birth_date,Shoe Size\n"
            + "c1,张伟,13912345678,wei@example.org,1990-12-31,42\nc2,Li Na,,not an e-mail,,\n";
    assertEquals(
        "COMPLETED accepted 2 duplicates 0 rejected 0",
        Sent.csv(web.name(), "customers", customers).finished().counts());
    assertEquals(
        "COMPLETED accepted 0 duplicates 2 rejected 0",
        Sent.csv(web.name(), "customers", customers).finished().counts());
    assertEquals(List.of("PHONE|+8613912345678"), TestDatabase.identifiers("i.kind = 'PHONE'"));
    assertEquals(
        List.of("\"42\""), rows("SELECT value FROM profile_attribute WHERE name = 'Shoe Size'"));

    String stores = "code;name;city;timezone;floor\ns1;Bund;Shanghai;Asia/Shanghai;3\n";
    assertEquals(
        "COMPLETED accepted 1 duplicates 0 rejected 0",
        Sent.csv(web.name(), "stores", stores).finished().counts());
    assertEquals(
        "COMPLETED accepted 0 duplicates 1 rejected 0",
        Sent.csv(web.name(), "stores", stores).finished().counts());
    String products = "sku\tname\tbrand\tcolour\nt1\tTea\tLu\tgreen\n";
    assertEquals(
        "COMPLETED accepted 1 duplicates 0 rejected 0",
        Sent.csv(web.name(), "products", products).finished().counts());

    String lines =
        "order_id,sku,quantity,amount,customer_ref,ordered_at,store\n"
            + "b1,t1,2,10.00,c1,2024-03-01T10:00:00Z,s1\nb1,t2,1,2.50,c1,2024-03-01T10:00:00Z,s1\n";
    assertEquals(
        "COMPLETED accepted 2 duplicates 0 rejected 0",
        Sent.csv(web.name(), "order-lines", lines).finished().counts());
    assertEquals("1|1250", sales());

    String costs =
        "channel,day,amount,kind\nmail,2024-03-01,10.00,\nmail,2024-03-01,12.00,media\n"
            + "mail,2024-03-01,5.00,other\nmail,2024-02-30,1,\nmail,2024-03-02,1,rent\nmail,2024-03-02,-1,\n";
    assertEquals(
        "COMPLETED accepted 3 duplicates 0 rejected 3",
        Sent.csv(web.name(), "channel-costs", costs).finished().counts());
    assertEquals(
        List.of("MEDIA|1200|CNY", "OTHER|500|CNY"),
        rows("SELECT kind, amount_minor, currency FROM channel_cost ORDER BY kind"));

    String returns = "order_id,returned_at,amount\nb1,2024-03-05,2.50\nlater,2024-03-05,1\n";
    assertEquals(
        "COMPLETED accepted 2 duplicates 0 rejected 0",
        Sent.csv(web.name(), "returns", returns).finished().counts());
    assertEquals(List.of("1000"), rows("SELECT net_minor FROM counted_order"));

    String events =
        "name,occurred_at,customer_ref,anonymous_id,kind,page\n"
            + "Product Viewed,2024-02-28T09:00:00Z,c1,,view,/tea\nVisited,2024-02-28,,a1,visit,\n";
    assertEquals(
        "COMPLETED accepted 2 duplicates 0 rejected 0",
        Sent.csv(web.name(), "events", events).finished().counts());
    assertEquals(
        "COMPLETED accepted 0 duplicates 2 rejected 0",
        Sent.csv(web.name(), "events", events).finished().counts());
    assertEquals(
        List.of("VIEW|{\"page\": \"/tea\"}", "VISIT|{}"),
        rows("SELECT kind, properties FROM event ORDER BY kind"));
  }

  @Test
  void the_words_of_a_status_decide_and_refunded_gives_all_back() {
    String file =
        "order_id,customer_ref,ordered_at,total,status\n"
            + "o1,c1,2024-03-01,10,paid\no2,c1,2024-03-01,10,refunded\no3,c1,2024-03-01,10,pending\n"
            + "o4,c1,2024-03-01,10,cancelled\no5,c1,2024-03-01,10,lost\n";
    assertEquals(
        "COMPLETED accepted 4 duplicates 0 rejected 1",
        Sent.csv(web.name(), "orders", file).finished().counts());
    assertEquals(List.of("1|1000"), rows("SELECT count(*), sum(net_minor) FROM counted_order"));
    assertEquals(
        "COMPLETED accepted 0 duplicates 4 rejected 1",
        Sent.csv(web.name(), "orders", file).finished().counts());
  }

  @Test
  void a_file_says_when_orders_were_delivered_or_that_they_are_by_now() {
    String file =
        "order_id,customer_ref,ordered_at,total,status,delivered_at\n"
            + "o1,c1,2024-03-01,10,paid,\no2,c1,2024-03-01,10,paid,2024-03-05T10:00:00Z\n"
            + "o3,c1,2024-03-01,10,delivered,\n";
    assertEquals(
        "COMPLETED accepted 3 duplicates 0 rejected 0",
        Sent.csv(web.name(), "orders", file).finished().counts());
    assertEquals(
        "COMPLETED accepted 0 duplicates 3 rejected 0",
        Sent.csv(web.name(), "orders", file).finished().counts());
    String later =
        "order_id,customer_ref,ordered_at,total,delivered_at\no1,c1,2024-03-01,10,2024-03-04T08:00:00Z\n";
    assertEquals(
        "COMPLETED accepted 1 duplicates 0 rejected 0",
        Sent.csv(web.name(), "orders", later).finished().counts());
    assertEquals(
        List.of("o1|2024-03-04 08:00:00", "o2|2024-03-05 10:00:00", "o3|a time of ours"),
        rows(
                """
            SELECT external_id, CASE WHEN delivered_at > now() - interval '1 hour' THEN 'a time of ours'
                                     ELSE delivered_at::text END FROM customer_order ORDER BY 1
            """)
            .stream()
            .map(row -> row.replace("+00", ""))
            .toList());
  }

  @Test
  void one_file_sent_twice_at_once_gets_in_once() {
    StringBuilder file = new StringBuilder(ORDERS);
    for (int i = 0; i < 2_500; i++) {
      file.append("o").append(i).append(",c").append(i % 700).append(",2024-03-01,CNY,1\n");
    }
    Sent one = Sent.csv(web.name(), "orders", file.toString());
    Sent two = Sent.csv(web.name(), "orders", file.toString());
    String first = one.accepted();
    String second = two.accepted();
    JsonPath a = one.finished(first).job();
    JsonPath b = two.finished(second).job();
    assertEquals(2_500, a.getInt("accepted") + b.getInt("accepted"));
    assertEquals(2_500, a.getInt("duplicates") + b.getInt("duplicates"));
    assertEquals(0, a.getInt("rejected") + b.getInt("rejected"));
    assertEquals("2500|250000", sales());
    assertEquals(List.of("700"), rows("SELECT count(*) FROM customer"));
  }

  @Test
  void a_header_that_does_not_do_fails_the_import_with_a_sentence() {
    Sent.Result result =
        Sent.csv(web.name(), "orders", TWO).with("map", "Kunde:customer_ref").finished();
    assertEquals("FAILED accepted 0 duplicates 0 rejected 0", result.counts());
    assertTrue(result.job().getString("error").startsWith("map names a column Kunde"));
    Sent.Result missing = Sent.csv(web.name(), "orders", "order_id,total\no1,1\n").finished();
    assertTrue(missing.job().getString("error").contains("customer_ref, ordered_at"));
    assertEquals(List.of("0"), rows("SELECT count(*) FROM import_chunk"));
    assertEquals(
        "COMPLETED accepted 0 duplicates 0 rejected 0",
        Sent.csv(web.name(), "orders", ORDERS).finished().counts());
  }

  @Test
  void only_a_sources_key_or_an_admin_who_names_the_source_may_send() {
    given().contentType("text/csv").body(TWO).post("/v1/imports/orders").then().statusCode(401);
    given()
        .auth()
        .preemptive()
        .basic("wrong", "")
        .contentType("text/csv")
        .body(TWO)
        .post("/v1/imports/orders")
        .then()
        .statusCode(401)
        .body("error", containsString("write key"));
    given()
        .header("Authorization", "Basic !!!")
        .contentType("text/csv")
        .body(TWO)
        .post("/v1/imports/orders")
        .then()
        .statusCode(401);
    given()
        .header("Authorization", "Bearer nonsense")
        .contentType("text/csv")
        .body(TWO)
        .post("/v1/imports/orders")
        .then()
        .statusCode(401);
    given()
        .header("Authorization", "Bearer " + TestDatabase.token("analyst"))
        .contentType("text/csv")
        .body(TWO)
        .queryParam("source", web.getId())
        .post("/v1/imports/orders")
        .then()
        .statusCode(403);
    given()
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .contentType("text/csv")
        .body(TWO)
        .post("/v1/imports/orders")
        .then()
        .statusCode(400)
        .body("error", containsString("source=src_"));
    assertEquals(List.of("0"), rows("SELECT count(*) FROM import_job"));
    String id =
        given()
            .header("Authorization", "Bearer " + TestDatabase.token("admin"))
            .contentType("text/csv")
            .body(TWO)
            .queryParam("source", web.getId())
            .post("/v1/imports/orders")
            .then()
            .statusCode(202)
            .extract()
            .jsonPath()
            .getString("id");
    Sent.csv(web.name(), "orders", TWO).finished(id);
    Source till = Sent.newSource("till");
    given()
        .auth()
        .preemptive()
        .basic("key of " + till.name(), "")
        .get("/v1/imports/" + id)
        .then()
        .statusCode(404);
    given()
        .auth()
        .preemptive()
        .basic("key of " + till.name(), "")
        .get("/v1/imports/" + id + "/rejected")
        .then()
        .statusCode(404);
    given()
        .get("/v1/imports/" + id + "/rejected")
        .then()
        .statusCode(401)
        .body("code", containsString("UNAUTHENTICATED"));
    given()
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .get("/v1/imports/" + id + "/rejected")
        .then()
        .statusCode(200);
    assertEquals(
        List.of(
            "local-admin|EXPORT|imports/rejected|DONE|{" + id + "," + web.getId() + "}",
            "local-admin|CHANGE|imports/orders|DONE|{" + web.getId() + "}"),
        TestDatabase.rows(
            "SELECT actor, action, operation, outcome, objects FROM audit_record ORDER BY audit_id DESC LIMIT 2"),
        "what an administrator does with files is on record, what a source does is not");
    Sent.csv(web.name(), "orders", TWO)
        .with("source", till.getId())
        .response()
        .then()
        .statusCode(400);
  }

  @Test
  void what_cannot_be_taken_is_told_before_or_after_the_body_and_leaves_nothing() {
    Sent.csv(web.name(), "things", TWO)
        .response()
        .then()
        .statusCode(404)
        .body("error", containsString("order-lines"));
    Sent.of(web.name(), "orders", "application/pdf", TWO.getBytes(StandardCharsets.UTF_8))
        .response()
        .then()
        .statusCode(415);
    Sent.csv(web.name(), "orders", TWO)
        .header("Content-Encoding", "br")
        .response()
        .then()
        .statusCode(415);
    Sent.csv(web.name(), "orders", TWO)
        .header("Content-Encoding", "gzip")
        .response()
        .then()
        .statusCode(400)
        .body("error", containsString("gzip"));
    Sent.csv(web.name(), "orders", TWO)
        .with("mapping", "a:b")
        .response()
        .then()
        .statusCode(400)
        .body("error", containsString("map, fixed"));
    Sent.csv(web.name(), "orders", "")
        .response()
        .then()
        .statusCode(400)
        .body("error", containsString("empty"));
    byte[] large = parts("{\"nonsense\":1}", TWO + "x".repeat(3 << 20), false);
    Sent.of(web.name(), "orders", "multipart/form-data; boundary=B", large)
        .response()
        .then()
        .statusCode(400)
        .body("error", containsString("nonsense"));
    assertEquals(
        List.of("0|0"),
        rows("SELECT (SELECT count(*) FROM import_job), (SELECT count(*) FROM import_chunk)"));
  }

  @Test
  void an_upload_that_breaks_off_fails_and_leaves_no_chunk() throws IOException {
    try (Socket socket = new Socket(root.getHost(), root.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(head("Content-Length: 99999999"));
      out.write(new byte[2 << 20]);
      out.flush();
      await().until(() -> !rows("SELECT 1 FROM import_chunk").isEmpty());
    }
    await().until(() -> rows("SELECT state FROM import_job").equals(List.of("FAILED")));
    assertTrue(
        rows("SELECT error FROM import_job").get(0).startsWith("The upload broke off after "));
    assertEquals(List.of("0"), rows("SELECT count(*) FROM import_chunk"));
  }

  @Test
  void a_sender_is_held_back_while_the_database_is_busy() throws Exception {
    int megabytes = 64;
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Integer> answer;
    try (Connection lock = TestDatabase.connect();
        Statement statement = lock.createStatement()) {
      lock.setAutoCommit(false);
      statement.execute("LOCK TABLE import_chunk IN EXCLUSIVE MODE");
      answer =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket socket = new Socket(root.getHost(), root.getPort())) {
                  OutputStream out = socket.getOutputStream();
                  out.write(head("Content-Length: " + (megabytes << 20)));
                  for (int i = 0; i < megabytes; i++) {
                    out.write(new byte[1 << 20]);
                    sent.addAndGet(1 << 20);
                  }
                  out.flush();
                  return status(socket);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      long[] last = {-1};
      await()
          .during(Duration.ofMillis(500))
          .until(() -> last[0] == (last[0] = sent.get()) && last[0] > 0);
      assertTrue(sent.get() < 24L << 20, "sent " + sent.get());
      lock.rollback();
    }
    assertEquals(202, answer.get(30, TimeUnit.SECONDS));
    await().until(() -> rows("SELECT state FROM import_job").equals(List.of("FAILED")));
    assertEquals(
        List.of(
            "The header cannot be read. This row is longer than 1 MiB, the most a row may have."
                + " Shorten it and send it again."),
        rows("SELECT error FROM import_job"));
  }

  @Test
  void a_sender_that_asks_first_is_told_before_it_sends() throws IOException {
    for (boolean known : new boolean[] {true, false}) {
      try (Socket socket = new Socket(root.getHost(), root.getPort())) {
        String head =
            new String(
                head("Expect: 100-continue\r\nContent-Length: " + TWO.length()),
                StandardCharsets.UTF_8);
        String sent = known ? head : head.replaceFirst("Basic \\w+", "Basic d3Jvbmc6");
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
        assertEquals(known ? 100 : 401, status(socket));
        if (known) {
          socket.getInputStream().readNBytes(2);
          socket.getOutputStream().write(TWO.getBytes(StandardCharsets.UTF_8));
          assertEquals(202, status(socket));
        }
      }
    }
    await().until(() -> rows("SELECT state FROM import_job").equals(List.of("COMPLETED")));
  }

  private byte[] head(String headers) {
    String key =
        Base64.getEncoder()
            .encodeToString(("key of " + web.name() + ":").getBytes(StandardCharsets.UTF_8));
    return ("POST /v1/imports/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Basic "
            + key
            + "\r\nContent-Type: text/csv\r\n"
            + headers
            + "\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static int status(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read();
        c >= 0 && c != '\n';
        c = socket.getInputStream().read()) {
      line.append((char) c);
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  @Test
  void staff_follow_imports_over_graphql() {
    Sent.Result result =
        Sent.csv(web.name(), "orders", ORDERS + "o1,c1,x,CNY,1\no2,c1,x,CNY,1\no3,c1,x,CNY,1\n")
            .finished();
    Sent.csv(web.name(), "orders", TWO).finished();
    JsonPath job =
        Api.as("admin")
            .data(
                """
                query($id: ID!) { importJob(id: $id) { id state kind accepted rejected duplicates total dryRun progress error
                  startedAt finishedAt source { name }
                  a: rejections(first: 1) { edges { node { line column reason raw } cursor } pageInfo { hasNextPage endCursor } }
                  b: rejections(first: 2) { edges { node { line } } } } }
                """,
                "id",
                result.id());
    assertEquals("COMPLETED", job.getString("importJob.state"));
    assertEquals("ORDERS", job.getString("importJob.kind"));
    assertEquals(3, job.getInt("importJob.total"));
    assertEquals(web.name(), job.getString("importJob.source.name"));
    assertEquals(List.of(2), job.getList("importJob.a.edges.node.line"));
    assertEquals("o1,c1,x,CNY,1", job.getString("importJob.a.edges[0].node.raw"));
    assertEquals(List.of(2, 3), job.getList("importJob.b.edges.node.line"));
    JsonPath rest =
        Api.as("admin")
            .data(
                "query($id: ID!, $after: String) { importJob(id: $id) { rejections(after: $after) { edges { node { line } } } }"
                    + " node(id: $id) { id } }",
                "id",
                result.id(),
                "after",
                job.getString("importJob.a.pageInfo.endCursor"));
    assertEquals(List.of(3, 4), rest.getList("importJob.rejections.edges.node.line"));
    assertEquals(result.id(), rest.getString("node.id"));
    JsonPath page =
        Api.as("admin")
            .data(
                "{ importJobs(first: 1) { edges { node { id accepted } } pageInfo { endCursor hasNextPage } } }");
    assertEquals(List.of(2), page.getList("importJobs.edges.node.accepted"));
    JsonPath next =
        Api.as("admin")
            .data(
                "query($a: String) { importJobs(first: 1, after: $a) { edges { node { id } } } }",
                "a",
                page.getString("importJobs.pageInfo.endCursor"));
    assertEquals(List.of(result.id()), next.getList("importJobs.edges.node.id"));
    assertNull(Api.as("admin").data("{ importJob(id: \"imp_nonsense\") { id } }").get("importJob"));
    assertEquals("FORBIDDEN", Api.as("analyst").error("{ importJobs { edges { node { id } } } }"));
  }

  @Test
  void an_import_that_has_ended_cannot_be_cancelled_and_an_unknown_one_is_told() {
    Sent.Result result = Sent.csv(web.name(), "orders", TWO).finished();
    String cancel =
        "mutation($i: CancelImportInput!) { cancelImport(input: $i) { importJob { state } } }";
    assertEquals(
        "COMPLETED",
        Api.as("admin")
            .data(cancel, "i", java.util.Map.of("id", result.id()))
            .getString("cancelImport.importJob.state"));
    assertEquals("NOT_FOUND", Api.as("admin").error(cancel, "i", java.util.Map.of("id", "imp_x")));
  }
}

package io.tributary.intake.tracking;

import static io.restassured.RestAssured.given;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** The tracking API as an SDK sees it, and the tables behind it. */
final class Sdk {
  private static final AtomicInteger SOURCES = new AtomicInteger();
  private static String source;

  private static final RestAssuredConfig PLAIN =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false));

  private Sdk() {}

  /** Empties the tables and makes a source; always another, since the application keeps keys. */
  static void begin() {
    TestDatabase.clear();
    source = "web shop " + SOURCES.incrementAndGet();
    Given.source(source);
  }

  /** The source's write key. */
  static String key() {
    return "key of " + source;
  }

  /** A request signed with the source's write key. */
  static RequestSpecification signed() {
    return given().config(PLAIN).auth().preemptive().basic(key(), "");
  }

  /** Sends a body to a path under /v1. */
  static Response post(String path, String body) {
    return signed().contentType("application/json").body(utf8(body)).post("/v1/" + path);
  }

  /** Sends messages as a batch. */
  static Response batch(String... messages) {
    return post("batch", "{\"batch\": [" + String.join(",", messages) + "]}");
  }

  /** A track message. */
  static String track(String messageId, String user, String event, String properties) {
    return """
        {"type": "track", "messageId": "%s", "userId": "%s", "event": "%s", "timestamp": "2026-03-01T11:00:00Z",
         "properties": {%s}}"""
        .formatted(messageId, user, event, properties);
  }

  /** Bytes of a text. */
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Packed bytes. */
  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** One value of a query. */
  static String value(String sql) {
    return TestDatabase.rows(sql).get(0);
  }

  /** How many rows a table has. */
  static int count(String table) {
    return Integer.parseInt(value("SELECT count(*) FROM " + table));
  }

  /**
   * Customers, orders, returns, events: the state that must not change when things are repeated.
   */
  static List<String> state() {
    return TestDatabase.rows(
        """
        SELECT (SELECT count(*) FROM customer WHERE merged_into IS NULL), (SELECT count(*) FROM profile),
               (SELECT count(*) FROM customer_order), (SELECT count(*) FROM order_line), (SELECT count(*) FROM order_return),
               (SELECT count(*) FROM event), (SELECT coalesce(sum(total_minor), 0) FROM customer_order),
               (SELECT coalesce(sum(refunded_minor), 0) FROM customer_order),
               (SELECT md5(coalesce(string_agg(name || value, ',' ORDER BY name, value), '')) FROM profile_attribute)
        """);
  }
}

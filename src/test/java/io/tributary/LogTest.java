package io.tributary;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.platform.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The log of this process's tests: the class comes last (see junit-platform.properties). {@link
 * LogIT} searches those of all.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
@Order(Integer.MAX_VALUE)
class LogTest {
  /** What no line may hold: tokens, keys, phones, e-mails, the values of planted people. */
  private static final List<Pattern> FORBIDDEN =
      List.of(
          Pattern.compile("eyJ[\\w-]{8,}"),
          Pattern.compile("\\bwk_[\\w-]{8,}"),
          Pattern.compile("key of "),
          Pattern.compile("(?<![\\w-])(\\+?86[- ]?)?1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4}(?![\\w-])"),
          Pattern.compile("[\\w.+-]+@[\\w-]+\\.(example|com|cn)\\b"),
          Pattern.compile("planted\\d+x"),
          Pattern.compile("^FORGED"));

  private static final String MARK = "planted7001x";
  private static final String PHONE = "13900777001";

  @AfterEach
  void mend() {
    TestDatabase.run("DROP FUNCTION IF EXISTS refuse_and_tell CASCADE");
  }

  /** The database fails on every row of a table and tells what stood in it. */
  private static void failOn(String table) {
    TestDatabase.run(
        """
        CREATE OR REPLACE FUNCTION refuse_and_tell() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'cannot keep %', NEW::text
          USING ERRCODE = '22000', DETAIL = 'planted7001x 13900777001', HINT = 'planted7001x@mail.example';
        END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON\s"""
            + table
            + " FOR EACH ROW EXECUTE FUNCTION refuse_and_tell()");
  }

  @Test
  void nothing_that_was_planted_in_any_test_is_in_the_log() throws IOException {
    TestDatabase.clear();
    Given.Person wei = Given.customer("Wei");
    // a new source: the application remembers the key of one that was cleared away
    String web = "web-" + Ids.next();
    wei.profileAt(web);
    failOn("consent");
    JsonPath answer =
        Api.as("admin")
            .send(
                """
                mutation($c: ID!, $t: String!) { recordConsent(input: {
                  customer: $c, purpose: "news", decision: GRANTED, through: $t, idempotencyKey: $t}) { customer { id } } }
                """,
                "c",
                wei.id(),
                "t",
                MARK);
    String reference = answer.getString("errors[0].extensions.reference");
    assertEquals("INTERNAL", answer.getString("errors[0].extensions.code"));
    mend();
    failOn("event");
    String told =
        given()
            .auth()
            .preemptive()
            .basic("key of " + web, "")
            .contentType("application/json")
            .body(
                """
                {"type": "track", "event": "Viewed", "userId": "u-%1$s", "messageId": "m-%1$s",
                 "properties": {"note": "%1$s %2$s"}}
                """
                    .formatted(MARK, PHONE))
            .post("/v1/track")
            .then()
            .extract()
            .asString();
    assertTrue(told.contains("it cannot be stored"), told);
    assertTrue(!told.contains("cannot keep"), told);
    Logger.getLogger("some.library")
        .warnf("cannot read %s", MARK.replace("7001x", "") + "\r\nFORGED line");
    Logger.getLogger("some.library").warnf("token %s", TestDatabase.token("admin"));
    Logger.getLogger("some.library")
        .warn("boom", new IllegalArgumentException("no such person: \"" + MARK + "\""));
    Path log = Path.of(ConfigProvider.getConfig().getValue("quarkus.log.file.path", String.class));
    try (Stream<String> lines = Files.lines(log)) {
      assertTrue(
          lines.anyMatch(line -> line.contains(reference)),
          "the log says what became of the fault " + reference);
    }
    assertEquals(List.of(), forbidden(log));
  }

  /** The lines of a log that hold what no line may. */
  static List<String> forbidden(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines
          .filter(line -> FORBIDDEN.stream().anyMatch(each -> each.matcher(line).find()))
          .toList();
    }
  }
}

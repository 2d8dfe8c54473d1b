package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.pgclient.PgException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static String written(Throwable fault) {
    StringWriter text = new StringWriter();
    Faults.quiet(fault).printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void what_the_database_quotes_is_left_out_and_where_it_happened_stays() {
    PgException refused =
        new PgException(
            "invalid input syntax for type date: \"Zhang Wei\"",
            "ERROR",
            "22007",
            "Key (value)=(+8613800138000) already exists.");
    String log = written(new IllegalStateException("a row of wei@mail.example", refused));
    assertFalse(log.contains("Zhang") || log.contains("13800138000"), log);
    assertFalse(log.contains("wei@mail.example"), log);
    assertTrue(log.contains("22007") && log.contains("PgException"), log);
    assertTrue(log.contains("FaultsTest.what_the_database_quotes"), log);
    assertEquals("PgException 22007", Faults.kind(refused));
  }

  @Test
  void messages_of_other_faults_quote_nothing_either() {
    String log =
        written(
            new NumberFormatException("For input string: \"138 0013 8000\" or +86 13800138000"));
    assertFalse(log.contains("0013"), log);
    assertTrue(log.contains("NumberFormatException: For input string: (value)"), log);
    String ids =
        "no customer 018f3a52-7a10-7c3e-9d55-0123456789ab of cus_01m853a2xxfkdrwj4awfrbpwav";
    assertTrue(written(new IllegalStateException(ids)).contains(ids), "ids are nobody's name");
  }

  @Test
  void a_line_holds_no_secret_and_does_not_end_before_its_end() {
    assertEquals(
        "a (secret) b\\r\\nFORGED \\u0000 (secret) (secret) (e-mail)",
        Faults.line(
            "a eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_d b\r\nFORGED \0 wk_abcdefghijkl Bearer abcdefgh123"
                + " wei@mail.example"));
    String plain = "job refresh-rfm ended: COMPLETED in 12 ms\t100 %";
    assertEquals(plain, Faults.line(plain));
  }

  @Test
  void a_fault_that_is_its_own_cause_ends() {
    Exception one = new Exception("one");
    one.initCause(new Exception("two", one));
    assertTrue(written(one).contains("two"));
  }
}

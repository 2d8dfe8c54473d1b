package io.tributary.intake.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Bodies taken apart. */
class EnvelopeTest {
  @Test
  void messages_are_kept_as_they_came() {
    Envelope envelope =
        Envelope.of(
            """
            {"sentAt": "2026-03-01", "batch": [ {"a" : 1.50} , "x\\n", 3.0e2,null,[ 1, {} ]],
             "other": {"batch": [1]}, "writeKey": "wk", "context": {"ip": "1"}}""",
            true);
    assertEquals(
        List.of("{\"a\" : 1.50}", "\"x\\n\"", "3.0e2", "null", "[ 1, {} ]"), envelope.messages());
    assertEquals("wk", envelope.writeKey());
    assertEquals("2026-03-01", envelope.sentAt());
    assertEquals(Map.of("ip", "1"), envelope.context());
  }

  @Test
  void a_single_message_is_the_body() {
    Envelope envelope = Envelope.of("{\"userId\": \"u\", \"writeKey\": \"wk\"}", false);
    assertEquals(List.of("{\"userId\": \"u\", \"writeKey\": \"wk\"}"), envelope.messages());
    assertEquals("wk", envelope.writeKey());
  }

  @Test
  void a_deep_or_endless_message_spoils_no_other() {
    String deep = "[".repeat(50_000) + "]".repeat(50_000);
    String digits = "1".repeat(100_000);
    Envelope envelope =
        Envelope.of("{\"batch\": [" + deep + ", {\"n\": " + digits + "}, {}]}", true);
    assertEquals(List.of(deep, "{\"n\": " + digits + "}", "{}"), envelope.messages());
  }

  @Test
  void what_is_no_batch_is_refused() {
    assertEquals("the body is not a JSON object", refusal("[]"));
    assertEquals("the body is not a JSON object", refusal(""));
    assertEquals("a batch needs a list \"batch\" of messages", refusal("{}"));
    assertEquals("\"batch\" is not a list of messages", refusal("{\"batch\": {}}"));
    assertEquals("the body has more after its JSON object", refusal("{\"batch\": []} {}"));
    assertTrue(refusal("{\"batch\": [{]}").startsWith("malformed JSON at line 1, column 13:"));
    assertTrue(refusal("{\"batch\": [{}").startsWith("malformed JSON"));
    String many = "{\"batch\": [" + "1,".repeat(2_500) + "1]}";
    assertEquals("the batch has more than 2500 messages; send less", refusal(many));
  }

  /** Law: any messages come out as they went in, Unicode and all. */
  @Property(tries = 200)
  void any_messages_come_out_as_they_went_in(@ForAll @Size(max = 20) List<String> texts) {
    List<String> messages =
        texts.stream().map(text -> JsonText.sorted(Map.of("text", text))).toList();
    assertEquals(
        messages,
        Envelope.of("{\"batch\":[" + String.join(", ", messages) + "]}", true).messages());
  }

  private static String refusal(String body) {
    return assertThrows(Refused.class, () -> Envelope.of(body, true)).getMessage();
  }
}

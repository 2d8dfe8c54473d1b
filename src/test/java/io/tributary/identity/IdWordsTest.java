package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is no id, whatever field it arrives in. */
class IdWordsTest {
  @Test
  void what_broken_clients_write_is_no_id() {
    for (String word :
        List.of(
            "",
            " ",
            "null",
            "NULL",
            "undefined",
            "[object Object]",
            "NaN",
            "nil",
            "0",
            "0000",
            "00000000-0000-0000-0000-000000000000",
            "\"null\"",
            "'undefined'",
            "\"\"",
            "\"",
            "\u3000",
            "-1",
            "-",
            "na",
            "N/A",
            "anonymous")) {
      assertTrue(IdWords.refusal(word).isPresent(), word);
    }
    assertTrue(IdWords.refusal(null).isPresent());
    assertEquals(Optional.of("is longer than 512 characters"), IdWords.refusal("x".repeat(513)));
  }

  @Test
  void what_looks_odd_may_be_an_id() {
    for (String id :
        List.of("1", "10", "a", "x".repeat(512), "nullable", "0001", "张伟", "oX-_9", "it's")) {
      assertEquals(Optional.empty(), IdWords.refusal(id), id);
    }
  }
}

package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graphql.ExecutionResultImpl;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  private static String of(Object data) {
    return JsonText.of(ExecutionResultImpl.newExecutionResult().data(data).build());
  }

  @Test
  void every_character_comes_back() throws IOException {
    StringBuilder text = new StringBuilder("王😀");
    for (char c = 0; c < 0x2100; c++) {
      text.append(c);
    }
    JsonNode read = new ObjectMapper().readTree(of(Map.of("text", text.toString())));
    assertEquals(text.toString(), read.at("/data/text").asText());
  }

  @Test
  void values_are_written_in_their_order_and_as_they_are() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("b", Arrays.asList(1, null, true));
    data.put("a", Map.of());
    data.put("none", List.of());
    data.put("long", Long.MAX_VALUE);
    data.put("exact", new BigDecimal("12345678901234567890.10"));
    data.put("big", new BigInteger("123456789012345678901234567890"));
    data.put("double", .1);
    assertEquals(
        "{\"data\":{\"b\":[1,null,true],\"a\":{},\"none\":[],\"long\":9223372036854775807,"
            + "\"exact\":12345678901234567890.10,\"big\":123456789012345678901234567890,\"double\":0.1}}",
        of(data));
  }

  @Test
  void extensions_stand_behind_the_data() {
    assertEquals(
        "{\"data\":{},\"extensions\":{\"cost\":{\"requested\":1}}}",
        JsonText.of(
            ExecutionResultImpl.newExecutionResult()
                .data(Map.of())
                .extensions(Map.of("cost", Map.of("requested", 1)))
                .build()));
  }

  @Test
  void what_no_scalar_answers_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> of(Map.of("x", new Object())));
  }
}

package io.tributary.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTest {
  @TempDir Path folder;

  private JsonNode read(Result result) throws IOException {
    return new ObjectMapper().readTree(Files.readString(result.write()));
  }

  @Test
  void figures_are_in_the_file_as_they_were_put_with_groups_and_lists_within() throws IOException {
    Result result = new Result("some", folder.resolve("bench"));
    result.put("fullSeconds", 1.5);
    result.put("heapMiB", 300L);
    result.put("small", Map.of("people", 10, "oneTill", Map.of("p99Millis", 2.25)));
    result.put("rounds", List.of(0.5, 0.75));
    assertEquals(folder.resolve("bench").resolve("some.json"), result.write());
    JsonNode figures = read(result).get("figures");
    assertEquals(1.5, figures.get("fullSeconds").doubleValue());
    assertEquals(300, figures.get("heapMiB").intValue());
    assertEquals(10, figures.at("/small/people").intValue());
    assertEquals(2.25, figures.at("/small/oneTill/p99Millis").doubleValue());
    assertEquals(0.75, figures.at("/rounds/1").doubleValue());
    assertEquals(4, figures.size());
  }

  @Test
  void each_limit_is_there_with_what_was_found_and_whether_it_is_kept() throws IOException {
    Result result = new Result("some", folder);
    result.hold(true, "%d requests failed", 0);
    result.hold(false, "it takes %.1f s, and %d are the most", 3.25, 3);
    JsonNode limits = read(result).get("limits");
    assertEquals(2, limits.size());
    assertEquals("0 requests failed", limits.at("/0/says").textValue());
    assertTrue(limits.at("/0/kept").booleanValue());
    assertFalse(limits.at("/1/kept").booleanValue());
    assertEquals(List.of(limits.at("/1/says").textValue()), result.broken());
    assertTrue(result.broken().get(0).endsWith("s, and 3 are the most"));
  }

  @Test
  void the_file_says_which_bench_when_and_on_what() throws IOException {
    Instant before = Instant.now();
    JsonNode written = read(new Result("some", folder));
    assertEquals("bench/some", written.get("bench").textValue());
    Instant ranAt = Instant.parse(written.get("ranAt").textValue());
    assertFalse(ranAt.isBefore(before) || ranAt.isAfter(Instant.now()));
    assertEquals(Runtime.getRuntime().availableProcessors(), written.get("processors").intValue());
    assertEquals(Runtime.version(), Runtime.Version.parse(written.get("java").textValue()));
    assertTrue(written.get("figures").isEmpty() && written.get("limits").isEmpty());
  }

  @Test
  void names_stand_in_the_same_order_whatever_order_they_were_put_in() throws IOException {
    Result one = new Result("one", folder);
    one.put("b", Map.of("y", 1, "x", 2, "z", 3));
    one.put("a", 4);
    String text = Files.readString(one.write());
    List<Integer> places =
        List.of("\"a\"", "\"b\"", "\"x\"", "\"y\"", "\"z\"").stream().map(text::indexOf).toList();
    assertEquals(places.stream().sorted().toList(), places);
    assertTrue(places.get(0) > text.indexOf("\"figures\""));
  }

  @Test
  void words_become_names_in_lower_camel_case() {
    assertEquals("customerPage", Result.name("customer page"));
    assertEquals("listOf50", Result.name("list of 50"));
    assertEquals("splinkFake1000", Result.name("splink/fake_1000"));
    assertEquals("earn", Result.name("EARN"));
  }
}

package io.tributary.graphql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that were written for the last release go on working. */
class SchemaBreaksTest {
  private static final Path SCHEMAS = Path.of("graphql-schema");
  private static final String OLD =
      """
      type Query { tea(kind: Kind, most: Int): Tea, all(input: Wish!): [Tea!]! }
      type Tea { name: String!, price: Float }
      enum Kind { GREEN BLACK }
      input Wish { kind: Kind }
      """;

  @Test
  void nothing_that_was_released_is_broken_unless_it_is_listed() throws IOException {
    Path released = SCHEMAS.resolve("released.graphql");
    Path allowed = SCHEMAS.resolve("allowed-breaks.txt");
    String schema = Files.readString(SCHEMAS.resolve("schema.graphql"));
    if (Boolean.getBoolean("schema.release")) {
      Files.writeString(released, schema);
      Files.writeString(allowed, "");
    }
    assertEquals(
        Files.readAllLines(allowed).stream().filter(line -> !line.isBlank()).sorted().toList(),
        SchemaBreaks.between(Files.readString(released), schema),
        "The schema breaks clients of the last release. Deprecate first; if it is meant, list each"
            + " break in graphql-schema/allowed-breaks.txt and in the changelog.");
  }

  @Test
  void what_is_added_breaks_nothing() {
    String now =
        OLD.replace("price: Float", "price: Float!, leaf: String")
            .replace("most: Int", "most: Int, least: Int = 1")
            .replace("input Wish { kind: Kind", "input Wish { kind: Kind, name: String");
    assertEquals(List.of(), SchemaBreaks.between(OLD, now));
  }

  @Test
  void what_goes_or_is_asked_for_anew_is_a_break_each() {
    for (String[] change :
        new String[][] {
          {", price: Float", ""},
          {"price: Float", "price: String"},
          {"name: String!", "name: String"},
          {"GREEN ", ""},
          {", most: Int", ""},
          {"most: Int", "most: Int!"},
          {"most: Int", "most: Float"},
          {"most: Int", "most: Int, least: Int!"},
          {"input Wish { kind: Kind }", "input Wish { kind: Kind! }"},
          {"input Wish { kind: Kind }", "input Wish { kind: Kind, name: String! }"},
          {"input Wish { kind: Kind }", "input Wish { name: String }"},
          {"[Tea!]!", "[Tea]!"},
          {"[Tea!]!", "Tea!"}
        }) {
      String now = OLD.replace(change[0], change[1]);
      assertNotEquals(OLD, now);
      assertNotEquals(List.of(), SchemaBreaks.between(OLD, now), String.join(" to ", change));
    }
  }
}

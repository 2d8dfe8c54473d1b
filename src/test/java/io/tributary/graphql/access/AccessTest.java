package io.tributary.graphql.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import io.tributary.platform.Roles;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AccessTest {
  private static final Path PAGE = Path.of("docs", "access.md");
  private static final String HOW =
      "Write rows for new fields with ./mvnw test -Dtest=AccessTest -Daccess.write=true, look at"
          + " each and narrow it, and run it again.";

  @Inject GraphQLSchema schema;
  @Inject AccessMatrix matrix;

  @Test
  void every_field_is_classified_and_the_page_says_how() throws IOException {
    Map<String, AccessMatrix.Row> rows = matrix.rows();
    if (Boolean.getBoolean("access.write")) {
      rows = AccessTable.proposed(schema, rows);
      AccessTable.write(rows);
      Files.writeString(PAGE, AccessTable.page(rows));
    }
    assertEquals(AccessTable.fields(schema).keySet(), new TreeMap<>(rows).keySet(), () -> HOW);
    assertEquals(
        List.of(),
        rows.entrySet().stream()
            .filter(row -> !row.getValue().isClassified())
            .map(Map.Entry::getKey)
            .sorted()
            .toList(),
        "the column personal says what a field holds of persons, or - for nothing");
    assertEquals(Files.readString(PAGE), AccessTable.page(rows), () -> HOW);
  }

  @Test
  void operations_have_the_roles_that_their_annotations_have() {
    DeclaredRoles.ofOperations()
        .forEach((field, roles) -> assertEquals(roles, matrix.rows().get(field).roles(), field));
    assertTrue(DeclaredRoles.ofOperations().size() > 100);
  }

  @Test
  void no_way_leads_to_a_field_that_is_not_the_roles() {
    Ways ways = new Ways(schema);
    Map<String, Integer> walked = new TreeMap<>();
    for (String name : AccessTable.fields(schema).keySet()) {
      String[] parts = name.split("\\.");
      List<Ways.Way> all = ways.to(parts[0], parts[1]);
      assertFalse(all.isEmpty(), () -> "nothing leads to " + name);
      for (Ways.Way way : all) {
        Document document = Parser.parse(way.text());
        for (String role : Roles.ALL) {
          boolean allowed =
              way.fields().stream()
                  .allMatch(field -> matrix.rows().get(field).roles().contains(role));
          assertEquals(allowed, denied(document, Set.of(role)).isEmpty(), way::text);
          walked.merge(way.kind(), 1, Integer::sum);
        }
        assertEquals(
            List.copyOf(new TreeSet<>(way.fields())),
            denied(document, Set.of("stranger")),
            "roles that are not ours open nothing");
      }
    }
    assertEquals(
        Set.of("root", "nested", "node", "mutation", "subscription", "alias"), walked.keySet());
  }

  private List<String> denied(Document document, Set<String> roles) {
    return DeniedFields.of(
        schema,
        matrix,
        document,
        document.getFirstDefinitionOfType(OperationDefinition.class).orElseThrow(),
        roles);
  }

  @Test
  void two_roles_open_a_way_that_one_of_them_opens_by_itself_and_no_other() {
    Ways ways = new Ways(schema);
    List<String> roles = List.copyOf(Roles.ALL);
    int open = 0;
    for (String name : AccessTable.fields(schema).keySet()) {
      String[] parts = name.split("\\.");
      for (Ways.Way way : ways.to(parts[0], parts[1])) {
        Document document = Parser.parse(way.text());
        Set<String> opened =
            Roles.ALL.stream()
                .filter(role -> denied(document, Set.of(role)).isEmpty())
                .collect(Collectors.toSet());
        for (String one : roles) {
          for (String other : roles.subList(0, roles.indexOf(one) + 1)) {
            boolean isOpen = opened.contains(one);
            boolean isOpenToOther = opened.contains(other);
            boolean isOpenToBoth = denied(document, new HashSet<>(List.of(one, other))).isEmpty();
            // what a member opens on themselves, a second role does not open on somebody else
            boolean isOthers = !way.text().startsWith("query");
            if (!isOthers || !one.equals(Roles.MEMBER) && !other.equals(Roles.MEMBER)) {
              assertEquals(isOpen || isOpenToOther, isOpenToBoth, way::text);
            } else {
              assertTrue(isOpen || isOpenToOther || !isOpenToBoth, way::text);
            }
            open += isOpenToBoth ? 1 : 0;
          }
        }
      }
    }
    assertTrue(open > 1_000, open + " ways");
  }

  @Test
  void members_come_to_no_customer_but_their_own() {
    Set<String> customers =
        AccessTable.fields(schema).entrySet().stream()
            .filter(field -> field.getValue().equals("Customer"))
            .map(Map.Entry::getKey)
            .filter(field -> matrix.rows().get(field).roles().contains(Roles.MEMBER))
            .collect(Collectors.toSet());
    assertEquals(
        Set.of("Query.me", "Subscription.customerChanged", "ConsentPayload.customer"),
        customers,
        "each of these answers with the token's own customer; a new one has to be looked at");
  }
}

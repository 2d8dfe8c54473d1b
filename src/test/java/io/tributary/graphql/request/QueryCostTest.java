package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graphql.language.Document;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What an operation costs, by hand-counted examples and by laws. */
class QueryCostTest {
  private static final GraphQLSchema SCHEMA =
      new SchemaGenerator()
          .makeExecutableSchema(
              new SchemaParser()
                  .parse(
                      """
                      directive @cost(weight: Int!) on FIELD_DEFINITION
                      type Query { stock: Int @cost(weight: 40) found(first: Int): PersonConnection @cost(weight: 30) person: Person people(first: Int): PersonConnection }
                      type Mutation { greet: Person sweep: Person @cost(weight: 500) }
                      type PersonConnection { edges: [PersonEdge] pageInfo: PageInfo }
                      type PersonEdge { node: Person }
                      type PageInfo { hasNextPage: Boolean }
                      type Person { name: String tags: [String] pets: [Pet] score: Int @cost(weight: 3) friends(first: Int): PersonConnection }
                      type Pet { owner: Person }
                      """),
              RuntimeWiring.MOCKED_WIRING);

  private static Measure measure(String text, Map<String, Object> variables) {
    Document document = Parser.parse(text);
    return QueryCost.of(SCHEMA, document, QueryCost.operation(document, null), variables);
  }

  private static long cost(String text) {
    return measure(text, Map.of()).cost();
  }

  @Test
  void an_object_is_one_and_its_plain_fields_are_free() {
    assertEquals(1, cost("{ person { name tags } }"));
    assertEquals(1 + 1, cost("{ person { name } other: person { name } }"));
  }

  @Test
  void a_page_counts_as_many_objects_as_it_may_hold() {
    assertEquals(
        7, cost("{ people(first: 7) { edges { node { name } } pageInfo { hasNextPage } } }"));
    assertEquals(QueryCost.PAGE, cost("{ people { edges { node { name } } } }"));
    assertEquals(
        10 + 10 * 5,
        cost(
            "{ people(first: 10) { edges { node { friends(first: 5) { edges { node { name } } } } } } }"));
    assertEquals(
        3,
        measure(
                "query($n: Int = 9) { people(first: $n) { edges { node { name } } } }",
                Map.of("n", 3))
            .cost());
    assertEquals(9, cost("query($n: Int = 9) { people(first: $n) { edges { node { name } } } }"));
    assertEquals(
        100, cost("{ people(first: 99999999999) { edges { node { name } } } }"), "never cheap");
  }

  @Test
  void a_list_without_pages_and_a_mutation_have_their_prices() {
    assertEquals(1 + QueryCost.LIST * 2, cost("{ person { pets { owner { name } } } }"));
    assertEquals(1 + QueryCost.MUTATION, cost("mutation { greet { name } }"));
  }

  @Test
  void the_weight_that_the_schema_gives_a_field_is_added_once_for_each_object_that_has_it() {
    assertEquals(40, cost("{ stock }"));
    assertEquals(30 + 7, cost("{ found(first: 7) { edges { node { name } } } }"));
    assertEquals(5 * (1 + 3), cost("{ people(first: 5) { edges { node { score } } } }"));
    assertEquals(500 + 1, cost("mutation { sweep { name } }"));
    assertEquals(
        500 + 1 + QueryCost.MUTATION + 1,
        cost("mutation { ...Both } fragment Both on Mutation { sweep { name } greet { name } }"));
  }

  @Test
  void fragments_count_wherever_they_are_spread() {
    Measure measure =
        measure(
            """
            { a: person { ...F } b: person { ...F ... on Person { name } } }
            fragment F on Person { pets @include(if: true) { x: owner { name } } }
            """,
            Map.of());
    assertEquals(2 * (1 + QueryCost.LIST * 2), measure.cost());
    assertEquals(2 + 2 * 3 + 1, measure.fields());
    assertEquals(2 + 2, measure.aliases());
    assertEquals(2, measure.directives());
    assertEquals(4, measure.depth());
  }

  @Test
  void a_fragment_that_spreads_itself_is_refused() {
    String circle =
        "{ person { ...A } } fragment A on Person { ...B } fragment B on Person { ...A }";
    assertThrows(Refusal.class, () -> cost(circle));
  }

  @Property(tries = 60)
  @Label("A kilobyte that expands to 2^n fields is measured in the time of its text")
  void doubling_fragments_are_counted_without_being_expanded(
      @ForAll @IntRange(min = 1, max = 80) int n) {
    StringBuilder text = new StringBuilder("{ person { ...F0 } }");
    for (int i = 0; i < n; i++) {
      text.append(" fragment F%d on Person { ...F%d ...F%d }".formatted(i, i + 1, i + 1));
    }
    text.append(" fragment F%d on Person { a: name }".formatted(n));
    Measure measure = measure(text.toString(), Map.of());
    long expanded = n >= 40 ? Measure.MOST : Math.min(Measure.MOST, 1L << n);
    assertEquals(expanded, measure.aliases());
    assertTrue(measure.fields() >= expanded);
  }

  @Property(tries = 60)
  @Label("Nested pages multiply and never overflow")
  void nested_pages_multiply(@ForAll @IntRange(min = 1, max = 30) int levels) {
    StringBuilder text = new StringBuilder("{ people(first: 100) { edges { node { ");
    text.append("friends(first: 100) { edges { node { ".repeat(levels)).append("name");
    text.append(" } } }".repeat(levels + 1)).append(" }");
    long expected = 0;
    for (int i = 0; i <= levels; i++) {
      expected = Measure.add(100, Measure.times(expected, 100));
    }
    assertEquals(expected, cost(text.toString()));
  }
}

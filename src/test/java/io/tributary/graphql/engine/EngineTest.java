package io.tributary.graphql.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.TypeResolutionEnvironment;
import graphql.language.FieldDefinition;
import graphql.language.OperationDefinition.Operation;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.idl.FieldWiringEnvironment;
import graphql.schema.idl.InterfaceWiringEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnionWiringEnvironment;
import graphql.schema.idl.WiringFactory;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.graphql.schema.model.Schema;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.graphql.audit.AuditTrail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Whatever is asked, and whatever comes back for it (nothing, a fault, a value of another type, at
 * once or later), the engine answers what the library's own strategies answer.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class EngineTest {
  private static final int OPERATIONS = 1_500;
  private static final long SEED = Seed.next();

  private static final String SDL =
      """
      type Query { a: A as: [A!] must: A! mustAll: [A!]! grid: [[Int!]] matrix: [[A!]!]! count: Int any: Any some: Some word: Word }
      type Mutation { first(x: Int): A second: Int! third: A! fourth: [A] }
      interface Some { id: ID! name: String }
      type A implements Some { id: ID! name: String number: Int! bs: [B] all: [B!]! b: B! self(x: Int = 3, words: [Word!]): A word: Word! share: Float is: Boolean }
      type B implements Some { id: ID! name: String a: A as: [A]! any: Any! }
      union Any = A | B
      enum Word { YES NO }
      """;

  /** An object of a type; what its fields are follows from its number alone. */
  private record Thing(String type, long number) {}

  private static final WiringFactory WIRING =
      new WiringFactory() {
        @Override
        public boolean providesDataFetcher(FieldWiringEnvironment environment) {
          return true;
        }

        @Override
        public DataFetcher<?> getDataFetcher(FieldWiringEnvironment environment) {
          FieldDefinition field = environment.getFieldDefinition();
          return asked -> fetched(asked, field.getName(), environment.getFieldType());
        }

        @Override
        public boolean providesTypeResolver(InterfaceWiringEnvironment environment) {
          return true;
        }

        @Override
        public graphql.schema.TypeResolver getTypeResolver(InterfaceWiringEnvironment environment) {
          return EngineTest::typeOf;
        }

        @Override
        public boolean providesTypeResolver(UnionWiringEnvironment environment) {
          return true;
        }

        @Override
        public graphql.schema.TypeResolver getTypeResolver(UnionWiringEnvironment environment) {
          return EngineTest::typeOf;
        }
      };

  private static final GraphQLSchema SCHEMA =
      new SchemaGenerator()
          .makeExecutableSchema(
              new SchemaParser().parse(SDL),
              RuntimeWiring.newRuntimeWiring().wiringFactory(WIRING).build());

  private static GraphQLObjectType typeOf(TypeResolutionEnvironment environment) {
    Thing thing = environment.getObject();
    return environment.getSchema().getObjectType(thing.type());
  }

  private static Object fetched(DataFetchingEnvironment asked, String field, GraphQLType type) {
    Thing thing = asked.getSource();
    long number =
        Objects.hash(thing.type(), thing.number(), field, asked.getArguments().toString());
    Random random = new Random(thing.number() * 31 + number);
    if (random.nextInt(25) == 0) {
      throw new IllegalStateException("nothing at " + asked.getExecutionStepInfo().getPath());
    }
    Object value = value(random, type);
    return switch (random.nextInt(6)) {
      case 0 -> CompletableFuture.supplyAsync(() -> value);
      case 1 -> CompletableFuture.completedFuture(value);
      case 2 ->
          random.nextInt(6) == 0
              ? CompletableFuture.failedFuture(new IllegalStateException("later nothing"))
              : value;
      default -> value;
    };
  }

  private static Object value(Random random, GraphQLType type) {
    GraphQLType inner = GraphQLTypeUtil.unwrapNonNull(type);
    if (random.nextInt(12) == 0) {
      return null;
    }
    if (inner instanceof GraphQLList list) {
      if (random.nextInt(30) == 0) {
        return "no list";
      }
      List<Object> items = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        items.add(value(random, list.getWrappedType()));
      }
      return items;
    }
    boolean isOdd = random.nextInt(25) == 0;
    return switch (((GraphQLNamedType) inner).getName()) {
      case "Int" -> isOdd ? "no number" : random.nextInt(100);
      case "Float" -> isOdd ? "no share" : random.nextInt(8) / 8.0;
      case "Boolean" -> random.nextBoolean();
      case "Word" -> isOdd ? "MAYBE" : random.nextBoolean() ? "YES" : "NO";
      case "ID", "String" -> "text " + random.nextInt(100);
      case "B" -> new Thing("B", random.nextInt(50));
      case "Any", "Some" -> new Thing(random.nextBoolean() ? "A" : "B", random.nextInt(50));
      default -> new Thing("A", random.nextInt(50));
    };
  }

  /** Documents that are valid for the schema. */
  private static final class Documents {
    private final Random random;
    private final StringBuilder fragments = new StringBuilder();
    private int made;

    private Documents(long seed) {
      this.random = new Random(seed);
    }

    private String next(boolean mutates) {
      String body = selection(mutates ? "Mutation" : "Query", 0) + fragments;
      List<String> variables = new ArrayList<>();
      for (String variable : List.of("$yes: Boolean = true", "$no: Boolean!", "$x: Int")) {
        if (body.contains(variable.substring(0, variable.indexOf(':')))) {
          variables.add(variable);
        }
      }
      String declared = variables.isEmpty() ? "" : "(" + String.join(", ", variables) + ")";
      return (mutates ? "mutation" : "query") + declared + " " + body;
    }

    private String selection(String type, int depth) {
      GraphQLType composite = SCHEMA.getType(type);
      List<String> parts = new ArrayList<>(List.of("__typename"));
      int many = 1 + random.nextInt(4);
      for (int i = 0; i < many; i++) {
        parts.add(part(composite, type, depth));
      }
      return "{ " + String.join(" ", parts) + " }";
    }

    private String part(GraphQLType composite, String type, int depth) {
      boolean isAbstract = type.equals("Any") || type.equals("Some");
      int choice = random.nextInt(isAbstract ? 3 : 10);
      if (isAbstract && choice < 2) {
        String on = random.nextBoolean() ? "A" : "B";
        return "... on " + on + directives() + " " + selection(on, depth + 1);
      }
      if (choice == 0) {
        return "..." + directives() + " " + selection(type, depth + 1);
      }
      if (choice == 1 && depth < 4 && made < 6) {
        String name = "F" + made++;
        fragments.append(" fragment %s on %s %s".formatted(name, type, selection(type, depth + 1)));
        return "..." + name + directives();
      }
      if (type.equals("Any")) {
        return "__typename";
      }
      List<graphql.schema.GraphQLFieldDefinition> fields =
          ((graphql.schema.GraphQLFieldsContainer) composite)
              .getFieldDefinitions().stream()
                  .filter(
                      field ->
                          depth < 5
                              || GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(field.getType())))
                  .toList();
      if (fields.isEmpty()) {
        return "__typename";
      }
      return field(fields.get(random.nextInt(fields.size())), depth);
    }

    private String field(graphql.schema.GraphQLFieldDefinition field, int depth) {
      GraphQLType below = GraphQLTypeUtil.unwrapAll(field.getType());
      String arguments = "";
      String alias = "";
      if (!field.getArguments().isEmpty() && random.nextBoolean()) {
        int x = random.nextInt(3);
        arguments = x == 0 ? "(x: $x)" : "(x: " + x + ")";
        // the same arguments under the same name: what is selected of them is merged
        alias = field.getName() + x + ": ";
      } else if (random.nextInt(4) == 0) {
        alias = field.getName() + "Too: ";
      }
      return alias
          + field.getName()
          + arguments
          + directives()
          + (GraphQLTypeUtil.isLeaf(below)
              ? ""
              : " " + selection(((GraphQLNamedType) below).getName(), depth + 1));
    }

    private String directives() {
      return switch (random.nextInt(12)) {
        case 0 -> " @include(if: $yes)";
        case 1 -> " @include(if: $no)";
        case 2 -> " @skip(if: $no)";
        case 3 -> " @skip(if: true)";
        default -> "";
      };
    }
  }

  private static final AuditTrail.Watch UNSEEN =
      new AuditTrail.Watch() {
        @Override
        public void asked(
            String root, Operation operation, String field, Map<String, Object> arguments) {}

        @Override
        public <T> T shown(String root, T value) {
          return value;
        }
      };

  private static ExecutionResult answer(GraphQL graphql, String document, long root) {
    return graphql.execute(
        ExecutionInput.newExecutionInput(document)
            .variables(Map.of("no", false, "x", 7))
            .graphQLContext(Map.of(AuditTrail.SEEN, UNSEEN))
            .root(new Thing("root", root)));
  }

  /** Where the errors are; each field has one at most. */
  private static Set<String> places(ExecutionResult result) {
    return result.getErrors().stream()
        .map(error -> String.valueOf(error.getPath()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void it_answers_what_the_librarys_own_strategies_answer() {
    QuickStrategy quick = new QuickStrategy(new Engine(SCHEMA, new Schema()));
    GraphQL ours =
        GraphQL.newGraphQL(SCHEMA)
            .queryExecutionStrategy(quick)
            .mutationExecutionStrategy(quick)
            .build();
    GraphQL theirs = GraphQL.newGraphQL(SCHEMA).build();
    Random random = new Random(SEED);
    int broken = 0;
    int whole = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      long seed = random.nextLong();
      String document = new Documents(seed).next(random.nextInt(4) == 0);
      long root = random.nextInt(1_000);
      ExecutionResult expected = answer(theirs, document, root);
      ExecutionResult found = answer(ours, document, root);
      assertTrue(
          expected.getErrors().stream().noneMatch(error -> error.getPath() == null),
          () -> "the operation is valid: " + document + expected.getErrors());
      String about = "seed " + SEED + ": " + document + " of " + root;
      assertEquals(
          expected.toSpecification().get("data"), found.toSpecification().get("data"), about);
      assertEquals(places(expected), places(found), about);
      assertEquals(expected.getErrors().size(), found.getErrors().size(), about);
      assertEquals(
          String.valueOf((Object) expected.getData()),
          String.valueOf((Object) found.getData()),
          "in the same order: " + about);
      broken += expected.getErrors().isEmpty() ? 0 : 1;
      whole += expected.getErrors().isEmpty() ? 1 : 0;
    }
    assertTrue(broken > OPERATIONS / 10, broken + " with errors");
    assertTrue(whole > OPERATIONS / 10, whole + " without");
  }
}

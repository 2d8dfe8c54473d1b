package io.tributary.graphql.request;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Valid operations made from the schema at random: any fields, and arguments of the right types
 * whose values are usual, odd or hostile. Ids are those that earlier answers showed, or wrong ones.
 */
final class RandomOperations {
  private static final int DEEPEST = 5;
  private static final int MOST_IDS = 500;
  private static final Pattern ID = Pattern.compile("\"([a-z]{2,8}_[0-9a-hjkmnp-tv-z]{26})\"");
  private static final Pattern CURSOR = Pattern.compile("ursor\":\"([^\"]+)\"");
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "Person 7",
          "张伟",
          "'; DROP TABLE customer; --",
          "\" OR 1=1",
          "%",
          "\\",
          "🙂",
          "a".repeat(5_000),
          "2024-02-30",
          "CNY",
          "Asia/Shanghai",
          "Europe/Nowhere",
          "12.50",
          "-1",
          "1e400",
          "NaN",
          "null",
          "{\"a\": [1]}",
          "[",
          "+8613800138000",
          "‮abc",
          "refresh-retention");
  private static final List<String> TIMES =
      List.of(
          "2024-03-01T10:00:00Z",
          "2024-12-31T23:59:59.999999999+14:00",
          "0001-01-01T00:00:00Z",
          "9999-12-31T23:59:59Z",
          "1970-01-01T00:00:00-12:00");
  private static final List<String> DATES = List.of("2024-02-29", "1900-01-01", "9999-12-31");
  private static final List<String> NUMBERS =
      List.of("0", "1", "2", "3", "20", "-1", "2147483647", "-2147483648");
  private static final List<String> LARGE =
      List.of(
          "0",
          "1",
          "100",
          "-1",
          "9223372036854775807",
          "9223372036854775808",
          "1" + "0".repeat(60));
  private static final List<String> FRACTIONS =
      List.of("0", "0.5", "1", "-0.1", "1.0000001", "1e300", "1e-300", "12.5");

  private final GraphQLSchema schema;
  private final Random random;
  private final List<String> ids = new ArrayList<>(List.of("cus_nothing", "", "42", "ord_01"));
  private final List<String> cursors = new ArrayList<>(List.of("", "bm90IGEgY3Vyc29y", "%%%"));

  RandomOperations(GraphQLSchema schema, long seed) {
    this.schema = schema;
    this.random = new Random(seed);
  }

  /** Takes the ids and cursors of an answer for later operations. */
  void learn(String answer) {
    learn(ids, ID.matcher(answer));
    learn(cursors, CURSOR.matcher(answer));
  }

  private static void learn(List<String> known, Matcher found) {
    while (found.find() && known.size() < MOST_IDS) {
      known.add(found.group(1));
    }
  }

  /** A query of one to three fields. */
  String query() {
    return "{ " + fields(schema.getQueryType(), 0) + "}";
  }

  /** A mutation of one field. */
  String mutation() {
    GraphQLObjectType type = schema.getMutationType();
    return "mutation { " + call(any(type.getFieldDefinitions()), 0) + "}";
  }

  private String fields(GraphQLFieldsContainer type, int depth) {
    StringBuilder text = new StringBuilder();
    int wanted = 1 + random.nextInt(depth == 0 ? 2 : 3);
    for (int i = 0; i < wanted; i++) {
      GraphQLFieldDefinition field = any(type.getFieldDefinitions());
      // two of one name would have to agree in everything
      text.append(i > 0 ? "f" + depth + "x" + i + ": " : "").append(call(field, depth));
    }
    return text.toString();
  }

  private String call(GraphQLFieldDefinition field, int depth) {
    StringJoiner arguments = new StringJoiner(", ", "(", ")").setEmptyValue("");
    for (GraphQLArgument argument : field.getArguments()) {
      if (argument.getType() instanceof GraphQLNonNull || random.nextInt(5) == 0) {
        arguments.add(argument.getName() + ": " + value(argument.getName(), argument.getType(), 0));
      }
    }
    String text = field.getName() + arguments + " ";
    GraphQLType type = GraphQLTypeUtil.unwrapAll(field.getType());
    if (!(type instanceof GraphQLFieldsContainer below)) {
      return text;
    }
    if (depth >= DEEPEST) {
      return text + "{ __typename } ";
    }
    if (below instanceof GraphQLInterfaceType all) {
      GraphQLObjectType one = any(schema.getImplementations(all));
      return text + "{ id ... on " + one.getName() + " { " + fields(one, depth + 1) + "} } ";
    }
    return text + "{ " + fields(below, depth + 1) + "} ";
  }

  private String value(String name, GraphQLInputType type, int depth) {
    if (type instanceof GraphQLNonNull nonNull) {
      return value(name, (GraphQLInputType) nonNull.getWrappedType(), depth);
    }
    if (type instanceof GraphQLList list) {
      StringJoiner items = new StringJoiner(", ", "[", "]");
      for (int i = random.nextInt(3); i > 0; i--) {
        items.add(value(name, (GraphQLInputType) list.getWrappedType(), depth));
      }
      return items.toString();
    }
    if (type instanceof GraphQLEnumType values) {
      return any(values.getValues()).getName();
    }
    if (type instanceof GraphQLInputObjectType object) {
      StringJoiner fields = new StringJoiner(", ", "{", "}");
      for (GraphQLInputObjectField field : object.getFieldDefinitions()) {
        boolean isGiven =
            field.getType() instanceof GraphQLNonNull || depth < 3 && random.nextInt(3) == 0;
        if (isGiven) {
          fields.add(field.getName() + ": " + value(field.getName(), field.getType(), depth + 1));
        }
      }
      return fields.toString();
    }
    return scalar(name, ((GraphQLNamedType) type).getName());
  }

  private String scalar(String name, String type) {
    return switch (type) {
      case "Boolean" -> Boolean.toString(random.nextBoolean());
      case "Int" -> name.equals("first") ? any(List.of("1", "2", "3", "0")) : any(NUMBERS);
      case "Float" -> any(FRACTIONS);
      case "BigInteger" -> any(LARGE);
      case "BigDecimal" -> any(FRACTIONS);
      case "Date" -> Json.encode(any(DATES));
      case "DateTime" -> Json.encode(any(TIMES));
      case "ID" -> Json.encode(any(ids));
      default -> Json.encode(any(name.equals("after") ? cursors : TEXTS));
    };
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}

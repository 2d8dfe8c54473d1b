package io.tributary.platform.demo;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import io.tributary.Api;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * Every field below the root that takes arguments, asked twice in one document with other
 * arguments: answers fetched for many parents at once are easily given to the wrong one of two.
 */
final class AskedTwice {
  private static final int VALUES = 3;

  /** What changes between two looks by itself. */
  private static final Set<String> OF_THE_MOMENT = Set.of("computedAt");

  private final GraphQLSchema schema;
  private final Api api;
  private final Map<String, List<String>> ids;
  private final String today = Instant.now().toString().substring(0, 10);
  private final Set<String> asked = new TreeSet<>();
  private final Set<String> toldApart = new TreeSet<>();
  private final List<String> wrong = new ArrayList<>();

  /**
   * @param ids literals of ids by the name of the argument that takes them
   */
  AskedTwice(GraphQLSchema schema, Api api, Map<String, List<String>> ids) {
    this.schema = schema;
    this.api = api;
    this.ids = ids;
  }

  /** The fields that were asked, as {@code Type.field}. */
  Set<String> asked() {
    return asked;
  }

  /** Those of them that answered two questions differently. */
  Set<String> toldApart() {
    return toldApart;
  }

  /** Documents in which a field did not answer as it does alone, with both answers. */
  List<String> wrong() {
    return wrong;
  }

  /**
   * A field with arguments and how to come to it.
   *
   * @param document what leads there, with {@code $} where the field is to be asked
   */
  private record Place(String document, String type, GraphQLFieldDefinition field) {
    Place into(GraphQLFieldDefinition next, String below) {
      return new Place(document.replace("$", next.getName() + " { $ }"), below, null);
    }

    String ask(String calls) {
      return document.replace("$", calls);
    }
  }

  void ask() {
    for (Place place : places()) {
      String name = place.type() + "." + place.field().getName();
      asked.add(name);
      List<String> calls = new ArrayList<>();
      calls.add(call(place.field(), ""));
      for (GraphQLArgument argument : place.field().getArguments()) {
        for (String value : values(argument)) {
          calls.add(call(place.field(), argument.getName() + ": " + value));
        }
      }
      List<String> alone = api.atOnce(calls.size(), i -> place.ask("x: " + calls.get(i)));
      for (int i = 0; i < calls.size(); i++) {
        // each beside the plain one, and the plain one beside the next
        int other = i == 0 ? 1 % calls.size() : 0;
        String document = place.ask("x: " + calls.get(i) + " y: " + calls.get(other));
        String both = api.atOnce(1, one -> document).get(0);
        Object first = data(alone.get(i), "x");
        Object second = data(alone.get(other), "x");
        if (first != null && second != null) {
          if (!first.equals(data(both, "x")) || !second.equals(data(both, "y"))) {
            wrong.add(document + "\n " + both + "\n " + alone.get(i) + "\n " + alone.get(other));
          }
          if (!first.equals(second)) {
            toldApart.add(name);
          }
        }
      }
    }
  }

  /** Every field with arguments that a query can come to without being told more than it knows. */
  private List<Place> places() {
    Map<String, Place> ways = new LinkedHashMap<>();
    Deque<String> next = new ArrayDeque<>();
    ways.put("Query", new Place("{ $ }", "Query", null));
    // two of them, whose answers are fetched together
    List<String> known = ids.get("customer");
    String customers =
        "{ one: customer(id: %s) { $ } two: customer(id: %s) { $ } }"
            .formatted(known.get(0), known.get(1));
    ways.put("Customer", new Place(customers, "Customer", null));
    next.add("Query");
    next.add("Customer");
    List<Place> found = new ArrayList<>();
    while (!next.isEmpty()) {
      Place way = ways.get(next.poll());
      for (GraphQLFieldDefinition field : container(way.type()).getFieldDefinitions()) {
        if (!field.getArguments().isEmpty() && !way.type().equals("Query")) {
          found.add(new Place(way.document(), way.type(), field));
        }
        GraphQLType type = GraphQLTypeUtil.unwrapAll(field.getType());
        if (type instanceof GraphQLFieldsContainer below
            && !(below instanceof GraphQLInterfaceType)
            && field.getArguments().stream().noneMatch(AskedTwice::isNeeded)
            && !ways.containsKey(below.getName())) {
          ways.put(below.getName(), way.into(field, below.getName()));
          next.add(below.getName());
        }
      }
    }
    return found;
  }

  private GraphQLFieldsContainer container(String type) {
    return (GraphQLFieldsContainer) schema.getType(type);
  }

  private static boolean isNeeded(GraphQLArgument argument) {
    return argument.getType() instanceof GraphQLNonNull;
  }

  /** The field with one argument, with those that it needs, and all of it that takes none. */
  private String call(GraphQLFieldDefinition field, String argument) {
    StringJoiner arguments = new StringJoiner(", ", "(", ")").setEmptyValue("");
    if (!argument.isEmpty()) {
      arguments.add(argument);
    }
    for (GraphQLArgument needed : field.getArguments()) {
      if (isNeeded(needed) && !argument.startsWith(needed.getName() + ":")) {
        arguments.add(needed.getName() + ": " + values(needed).get(0));
      }
    }
    return field.getName() + arguments + leaves(field.getType(), 0);
  }

  private String leaves(GraphQLType type, int depth) {
    if (!(GraphQLTypeUtil.unwrapAll(type) instanceof GraphQLFieldsContainer below)) {
      return "";
    }
    StringJoiner fields = new StringJoiner(" ", " { ", " }").setEmptyValue(" { __typename }");
    for (GraphQLFieldDefinition field : below.getFieldDefinitions()) {
      boolean isLeaf =
          !(GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLFieldsContainer);
      if (field.getArguments().isEmpty() && (isLeaf || depth < 2)) {
        fields.add(field.getName() + leaves(field.getType(), depth + 1));
      }
    }
    return fields.toString();
  }

  private List<String> values(GraphQLArgument argument) {
    GraphQLType type = GraphQLTypeUtil.unwrapAll(argument.getType());
    if (type instanceof GraphQLEnumType choice) {
      return choice.getValues().stream()
          .map(GraphQLEnumValueDefinition::getName)
          .limit(VALUES)
          .toList();
    }
    String name = argument.getName();
    if (ids.containsKey(name)) {
      return ids.get(name);
    }
    return switch (GraphQLTypeUtil.simplePrint(type)) {
      case "Boolean" -> List.of("true", "false");
      case "Int" -> List.of("1", "2");
      case "DateTime" ->
          name.equals("by")
              ? List.of("\"2099-01-01T00:00:00Z\"", "\"2199-01-01T00:00:00Z\"")
              : List.of("\"2025-06-01T00:00:00Z\"", "\"2000-01-01T00:00:00Z\"");
      default -> List.of();
    };
  }

  /** What came of the field under an alias at each parent; null when the answer is an error. */
  private Object data(String answer, String alias) {
    JsonObject whole = new JsonObject(answer);
    return whole.containsKey("errors") ? null : only(alias, whole.getJsonObject("data"));
  }

  private Object only(String alias, Object value) {
    if (value instanceof JsonObject object) {
      JsonObject left = new JsonObject();
      object.forEach(
          entry -> {
            if (entry.getKey().equals(alias)) {
              left.put("asked", only(alias, entry.getValue()));
            } else if (!Set.of("x", "y").contains(entry.getKey())
                && !OF_THE_MOMENT.contains(entry.getKey())) {
              left.put(entry.getKey(), only(alias, entry.getValue()));
            }
          });
      return left;
    }
    if (value instanceof JsonArray array) {
      JsonArray left = new JsonArray();
      array.forEach(item -> left.add(only(alias, item)));
      return left;
    }
    // without a time of its own a question is asked as of now
    return value instanceof String text && text.startsWith(today) ? "now" : value;
  }
}

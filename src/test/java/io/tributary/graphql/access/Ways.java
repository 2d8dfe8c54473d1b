package io.tributary.graphql.access;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Documents that reach a field, by every kind of way that there is. */
final class Ways {
  private final GraphQLSchema schema;
  private final Map<GraphQLObjectType, Map<String, List<Step>>> from = new HashMap<>();

  Ways(GraphQLSchema schema) {
    this.schema = schema;
    for (GraphQLObjectType root :
        List.of(schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType())) {
      from.put(root, shortest(root));
    }
  }

  /** One field on the way, and the type that it is selected on when that is an interface's. */
  private record Step(String parent, GraphQLFieldDefinition field, String narrowed) {}

  /**
   * A document.
   *
   * @param kind how the field is reached: root, nested, node, mutation, subscription, alias
   * @param text the document
   * @param fields all that it uses, as {@code Type.field}
   */
  record Way(String kind, String text, List<String> fields) {}

  /** The ways to a field: the shortest from each root, through node(id), and under an alias. */
  List<Way> to(String type, String field) {
    List<Way> ways = new ArrayList<>();
    from.forEach(
        (root, paths) -> {
          List<Step> path = paths.get(type);
          if (path != null) {
            String kind =
                root == schema.getQueryType()
                    ? path.isEmpty() ? "root" : "nested"
                    : root == schema.getMutationType() ? "mutation" : "subscription";
            ways.add(way(kind, root, path, type, field, ""));
            ways.add(way("alias", root, path, type, field, "other: "));
          }
        });
    if (isNode(type)) {
      GraphQLFieldDefinition node = schema.getQueryType().getFieldDefinition("node");
      List<Step> path = List.of(new Step("Query", node, type));
      ways.add(way("node", schema.getQueryType(), path, type, field, ""));
    }
    return ways;
  }

  private boolean isNode(String type) {
    return schema.getType(type) instanceof GraphQLObjectType object
        && object.getInterfaces().stream().anyMatch(i -> i.getName().equals("Node"));
  }

  private Way way(
      String kind,
      GraphQLObjectType root,
      List<Step> path,
      String type,
      String field,
      String alias) {
    List<String> used = new ArrayList<>();
    StringBuilder text =
        new StringBuilder(
            root == schema.getQueryType()
                ? "query "
                : root == schema.getMutationType() ? "mutation " : "subscription ");
    int open = 0;
    for (Step step : path) {
      text.append("{ ").append(call(step.field()));
      used.add(step.parent() + "." + step.field().getName());
      open++;
      if (step.narrowed() != null) {
        text.append(" { ... on ").append(step.narrowed()).append(' ');
        open++;
      }
    }
    GraphQLFieldDefinition last = container(type).getFieldDefinition(field);
    text.append(" { ").append(alias).append(call(last));
    if (GraphQLTypeUtil.unwrapAll(last.getType()) instanceof GraphQLFieldsContainer) {
      text.append(" { __typename }");
    }
    used.add(type + "." + field);
    return new Way(kind, text.append(" }".repeat(open + 1)).toString(), used);
  }

  private GraphQLFieldsContainer container(String type) {
    return (GraphQLFieldsContainer) schema.getType(type);
  }

  /** The field with an argument for each that must be given. */
  private static String call(GraphQLFieldDefinition field) {
    StringJoiner arguments = new StringJoiner(", ", "(", ")").setEmptyValue("");
    for (GraphQLArgument argument : field.getArguments()) {
      if (argument.getType() instanceof GraphQLNonNull) {
        arguments.add(argument.getName() + ": null");
      }
    }
    return field.getName() + arguments;
  }

  private Map<String, List<Step>> shortest(GraphQLObjectType root) {
    Map<String, List<Step>> paths = new HashMap<>();
    Deque<String> next = new ArrayDeque<>();
    paths.put(root.getName(), List.of());
    next.add(root.getName());
    while (!next.isEmpty()) {
      String parent = next.poll();
      for (GraphQLFieldDefinition field : container(parent).getFieldDefinitions()) {
        if (GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLFieldsContainer target) {
          add(paths, next, parent, new Step(parent, field, null), target.getName());
          if (target instanceof GraphQLInterfaceType all) {
            for (GraphQLObjectType one : schema.getImplementations(all)) {
              add(paths, next, parent, new Step(parent, field, one.getName()), one.getName());
            }
          }
        }
      }
    }
    return paths;
  }

  private static void add(
      Map<String, List<Step>> paths, Deque<String> next, String parent, Step step, String target) {
    if (!paths.containsKey(target)) {
      List<Step> path = new ArrayList<>(paths.get(parent));
      path.add(step);
      paths.put(target, path);
      next.add(target);
    }
  }
}

package io.tributary.graphql.request;

import graphql.language.Argument;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLDirective;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import io.tributary.graphql.Cost;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an operation takes at most, known before it is validated or executed. Its cost is the number
 * of objects it may read: each field of an object type is one, times the page sizes around it, and
 * what the schema's {@link Cost} says beside; a list that has no page size counts as {@link #LIST};
 * connections, their edges and page infos are free, since their nodes are counted. A fragment is
 * measured once, however often it is spread, so the work grows with the document's text and not
 * with what it expands to.
 */
final class QueryCost {
  /** What a list without a page size is taken for. */
  static final int LIST = 10;

  /** The page size of a list when the request names none. */
  static final int PAGE = 20;

  /** What a mutation takes beside what it answers, when the schema says nothing else. */
  static final int MUTATION = 10;

  private static final int LARGEST_PAGE = 100;
  private static final Measure UNDER_WAY = new Measure(-1, 0, 0, 0, 0, false, false);

  private final GraphQLSchema schema;
  private final Map<String, FragmentDefinition> fragments;
  private final Map<String, Object> variables;
  private final Map<String, VariableDefinition> declared;
  private final Map<String, Measure> measured = new HashMap<>();

  private QueryCost(
      GraphQLSchema schema,
      Document document,
      OperationDefinition operation,
      Map<String, Object> variables) {
    this.schema = schema;
    this.variables = variables;
    this.fragments =
        document.getDefinitionsOfType(FragmentDefinition.class).stream()
            .collect(Collectors.toMap(FragmentDefinition::getName, f -> f, (a, b) -> a));
    this.declared =
        operation.getVariableDefinitions().stream()
            .collect(Collectors.toMap(VariableDefinition::getName, v -> v, (a, b) -> a));
  }

  /**
   * Measures one operation of a document. Parts that are not valid are measured as far as they can
   * be; validation names them.
   *
   * @throws Refusal when a fragment spreads itself
   */
  static Measure of(
      GraphQLSchema schema,
      Document document,
      OperationDefinition operation,
      Map<String, Object> variables) {
    QueryCost cost = new QueryCost(schema, document, operation, variables);
    GraphQLCompositeType root =
        switch (operation.getOperation()) {
          case QUERY -> schema.getQueryType();
          case MUTATION -> schema.getMutationType();
          case SUBSCRIPTION -> schema.getSubscriptionType();
        };
    Measure measure = cost.selections(operation.getSelectionSet(), root);
    return new Measure(
        measure.cost(),
        measure.fields(),
        measure.aliases(),
        Measure.add(measure.directives(), operation.getDirectives().size()),
        measure.depth(),
        measure.introspects(),
        measure.isOverview());
  }

  /** How many selections the operation has at its top. */
  static int rootFields(OperationDefinition operation) {
    return operation.getSelectionSet().getSelections().size();
  }

  private Measure selections(SelectionSet set, GraphQLType type) {
    Measure sum = Measure.NONE;
    if (set != null) {
      for (Selection<?> selection : set.getSelections()) {
        sum = sum.plus(selection(selection, type));
      }
    }
    return sum;
  }

  private Measure selection(Selection<?> selection, GraphQLType type) {
    if (selection instanceof Field field) {
      return field(field, type);
    }
    if (selection instanceof InlineFragment inline) {
      GraphQLType on = inline.getTypeCondition() == null ? type : typeOf(inline.getTypeCondition());
      return withDirectives(
          selections(inline.getSelectionSet(), on), inline.getDirectives().size());
    }
    FragmentSpread spread = (FragmentSpread) selection;
    return withDirectives(fragment(spread.getName()), spread.getDirectives().size());
  }

  private Measure fragment(String name) {
    FragmentDefinition fragment = fragments.get(name);
    if (fragment == null) {
      return Measure.NONE;
    }
    Measure known = measured.get(name);
    if (known == UNDER_WAY) {
      throw new Refusal(
          "Fragment " + name + " spreads itself. Take the spread out of its own selections.");
    }
    if (known == null) {
      measured.put(name, UNDER_WAY);
      known = selections(fragment.getSelectionSet(), typeOf(fragment.getTypeCondition()));
      measured.put(name, known);
    }
    return known;
  }

  private Measure field(Field field, GraphQLType parent) {
    GraphQLFieldDefinition definition = definition(field.getName(), parent);
    GraphQLOutputType type = definition == null ? null : definition.getType();
    GraphQLType named = type == null ? null : GraphQLTypeUtil.unwrapAll(type);
    Measure below = selections(field.getSelectionSet(), named);
    boolean introspects = field.getName().equals("__schema") || field.getName().equals("__type");
    long each = Measure.add(introspects ? 0 : ownCost(field, named), below.cost());
    long weight = weight(definition, parent);
    return new Measure(
        Measure.add(weight, Measure.times(each, size(field, definition, parent))),
        Measure.add(below.fields(), 1),
        Measure.add(below.aliases(), field.getAlias() == null ? 0 : 1),
        Measure.add(below.directives(), field.getDirectives().size()),
        introspects ? 1 : below.depth() + 1,
        introspects || below.introspects(),
        weight >= Cost.OVERVIEW || below.isOverview());
  }

  /** What the schema says that answering it takes; see {@link Cost}. */
  private long weight(GraphQLFieldDefinition definition, GraphQLType parent) {
    GraphQLAppliedDirective cost = definition == null ? null : cost(definition);
    if (cost == null) {
      return parent == schema.getMutationType() ? MUTATION : 0;
    }
    Number weight = cost.getArgument("weight").getValue();
    return weight.longValue();
  }

  /**
   * A schema that is made by code has its directives declared, one that is read has them applied.
   */
  private static GraphQLAppliedDirective cost(GraphQLFieldDefinition definition) {
    GraphQLDirective declared = definition.getDirective(Cost.DIRECTIVE);
    return declared == null
        ? definition.getAppliedDirective(Cost.DIRECTIVE)
        : declared.toAppliedDirective();
  }

  private static long ownCost(Field field, GraphQLType type) {
    return field.getSelectionSet() == null || isPaging(type) ? 0 : 1;
  }

  /** Connections, edges and page infos are how nodes are carried. */
  private static boolean isPaging(GraphQLType type) {
    String name = type instanceof GraphQLNamedType named ? named.getName() : "";
    return name.endsWith("Connection") || name.endsWith("Edge") || name.equals("PageInfo");
  }

  /** How many of it there can be. */
  private long size(Field field, GraphQLFieldDefinition definition, GraphQLType parent) {
    if (definition == null || field.getSelectionSet() == null) {
      return 1;
    }
    if (definition.getArgument("first") != null) {
      return pageSize(field);
    }
    boolean isList = unwrapNonNull(definition.getType()) instanceof GraphQLList;
    return isList && !isPaging(parent) ? LIST : 1;
  }

  private static GraphQLType unwrapNonNull(GraphQLType type) {
    return type instanceof GraphQLNonNull nonNull ? nonNull.getWrappedType() : type;
  }

  private long pageSize(Field field) {
    for (Argument argument : field.getArguments()) {
      if (argument.getName().equals("first")) {
        return pageSize(argument.getValue());
      }
    }
    return PAGE;
  }

  private long pageSize(Value<?> value) {
    if (value instanceof IntValue number) {
      return pageSize(number.getValue());
    }
    if (value instanceof VariableReference reference) {
      Object given = variables.get(reference.getName());
      if (given instanceof Number number) {
        return pageSize(BigInteger.valueOf(number.longValue()));
      }
      VariableDefinition variable = declared.get(reference.getName());
      if (variable != null && variable.getDefaultValue() instanceof IntValue number) {
        return pageSize(number.getValue());
      }
    }
    return PAGE;
  }

  /** What is out of range is refused when the field is read; here it only must not be cheap. */
  private static long pageSize(BigInteger number) {
    boolean inRange =
        number.signum() > 0 && number.compareTo(BigInteger.valueOf(LARGEST_PAGE)) <= 0;
    return inRange ? number.longValue() : LARGEST_PAGE;
  }

  private static Measure withDirectives(Measure measure, int directives) {
    return measure.plus(new Measure(0, 0, 0, directives, 0, false, false));
  }

  private GraphQLType typeOf(TypeName name) {
    return schema.getType(name.getName());
  }

  private static GraphQLFieldDefinition definition(String name, GraphQLType parent) {
    if (parent instanceof GraphQLUnionType || !(parent instanceof GraphQLFieldsContainer type)) {
      return null;
    }
    return type.getFieldDefinition(name);
  }

  /** The operation that a request names, or the only one. */
  static OperationDefinition operation(Document document, String name) {
    List<OperationDefinition> all = document.getDefinitionsOfType(OperationDefinition.class);
    if (name == null || name.isEmpty()) {
      if (all.size() != 1) {
        throw new Refusal(
            "The document has "
                + all.size()
                + " operations. Send operationName to say which one to execute.");
      }
      return all.get(0);
    }
    return all.stream()
        .filter(operation -> name.equals(operation.getName()))
        .findFirst()
        .orElseThrow(
            () -> new Refusal("The document has no operation with the name in operationName."));
  }
}

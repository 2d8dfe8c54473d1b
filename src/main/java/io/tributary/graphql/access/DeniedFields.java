package io.tributary.graphql.access;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The fields of an operation that are not its caller's, whatever aliases and fragments it reaches
 * them by. The caller's roles walk it side by side, each as far as it comes. A fragment is looked
 * at once for each set of roles that comes to it, so the work grows with the document's text.
 */
public final class DeniedFields {
  private final GraphQLSchema schema;
  private final AccessMatrix matrix;
  private final Map<String, FragmentDefinition> fragments;
  private final Set<Arrival> seen = new HashSet<>();
  private final SortedSet<String> denied = new TreeSet<>();

  /** Roles that come to a fragment. */
  private record Arrival(String fragment, Set<String> roles) {}

  private DeniedFields(GraphQLSchema schema, AccessMatrix matrix, Document document) {
    this.schema = schema;
    this.matrix = matrix;
    this.fragments =
        document.getDefinitionsOfType(FragmentDefinition.class).stream()
            .collect(Collectors.toMap(FragmentDefinition::getName, f -> f, (a, b) -> a));
  }

  /**
   * They, as {@code Type.field}, in order; those of the schema's own description, and what a
   * document that is not valid asks for and is not there, are left out.
   *
   * @param roles the caller's
   */
  public static List<String> of(
      GraphQLSchema schema,
      AccessMatrix matrix,
      Document document,
      OperationDefinition operation,
      Set<String> roles) {
    DeniedFields fields = new DeniedFields(schema, matrix, document);
    fields.walk(
        operation.getSelectionSet(),
        switch (operation.getOperation()) {
          case QUERY -> schema.getQueryType();
          case MUTATION -> schema.getMutationType();
          case SUBSCRIPTION -> schema.getSubscriptionType();
        },
        roles);
    return List.copyOf(fields.denied);
  }

  private void walk(SelectionSet set, GraphQLType type, Set<String> roles) {
    if (set == null) {
      return;
    }
    for (Selection<?> selection : set.getSelections()) {
      if (selection instanceof Field field) {
        use(field, type, roles);
      } else if (selection instanceof InlineFragment inline) {
        TypeName on = inline.getTypeCondition();
        walk(inline.getSelectionSet(), on == null ? type : schema.getType(on.getName()), roles);
      } else if (selection instanceof FragmentSpread spread
          && seen.add(new Arrival(spread.getName(), roles))) {
        FragmentDefinition fragment = fragments.get(spread.getName());
        if (fragment != null) {
          walk(
              fragment.getSelectionSet(),
              schema.getType(fragment.getTypeCondition().getName()),
              roles);
        }
      }
    }
  }

  private void use(Field field, GraphQLType parent, Set<String> roles) {
    GraphQLFieldDefinition definition =
        parent instanceof GraphQLFieldsContainer container
            ? container.getFieldDefinition(field.getName())
            : null;
    if (definition != null) {
      String name = ((GraphQLFieldsContainer) parent).getName() + "." + field.getName();
      Set<String> passing = matrix.passing(name, roles);
      if (passing.isEmpty()) {
        denied.add(name);
      }
      // below what is denied, the rest is named that is denied for itself
      walk(
          field.getSelectionSet(),
          GraphQLTypeUtil.unwrapAll(definition.getType()),
          passing.isEmpty() ? roles : passing);
    }
  }
}

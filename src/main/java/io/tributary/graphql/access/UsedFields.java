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
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields that an operation uses, whatever aliases and fragments it reaches them by. Each
 * fragment is looked at once, so the work grows with the document's text.
 */
public final class UsedFields {
  private final GraphQLSchema schema;
  private final Map<String, FragmentDefinition> fragments;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> used = new HashSet<>();

  private UsedFields(GraphQLSchema schema, Document document) {
    this.schema = schema;
    this.fragments =
        document.getDefinitionsOfType(FragmentDefinition.class).stream()
            .collect(Collectors.toMap(FragmentDefinition::getName, f -> f, (a, b) -> a));
  }

  /**
   * The fields of one operation, as {@code Type.field}; those of the schema's own description, and
   * what a document that is not valid asks for and is not there, are left out.
   */
  public static Set<String> of(
      GraphQLSchema schema, Document document, OperationDefinition operation) {
    UsedFields fields = new UsedFields(schema, document);
    fields.walk(
        operation.getSelectionSet(),
        switch (operation.getOperation()) {
          case QUERY -> schema.getQueryType();
          case MUTATION -> schema.getMutationType();
          case SUBSCRIPTION -> schema.getSubscriptionType();
        });
    return fields.used;
  }

  private void walk(SelectionSet set, GraphQLType type) {
    if (set == null) {
      return;
    }
    for (Selection<?> selection : set.getSelections()) {
      if (selection instanceof Field field) {
        use(field, type);
      } else if (selection instanceof InlineFragment inline) {
        TypeName on = inline.getTypeCondition();
        walk(inline.getSelectionSet(), on == null ? type : schema.getType(on.getName()));
      } else if (selection instanceof FragmentSpread spread && seen.add(spread.getName())) {
        FragmentDefinition fragment = fragments.get(spread.getName());
        if (fragment != null) {
          walk(fragment.getSelectionSet(), schema.getType(fragment.getTypeCondition().getName()));
        }
      }
    }
  }

  private void use(Field field, GraphQLType parent) {
    GraphQLFieldDefinition definition =
        parent instanceof GraphQLFieldsContainer container
            ? container.getFieldDefinition(field.getName())
            : null;
    if (definition != null) {
      used.add(((GraphQLFieldsContainer) parent).getName() + "." + field.getName());
      walk(field.getSelectionSet(), GraphQLTypeUtil.unwrapAll(definition.getType()));
    }
  }
}

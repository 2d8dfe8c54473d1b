package io.tributary.graphql.engine;

import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLType;

/**
 * A field's type, unwrapped once.
 *
 * @param isRequired whether it may not be null
 * @param type the type without its wrappers; of a list, the list's
 * @param item the shape of a list's items; null for what is no list
 */
record Shape(boolean isRequired, GraphQLType type, Shape item) {
  static Shape of(GraphQLType type) {
    boolean isRequired = type instanceof GraphQLNonNull;
    GraphQLType inner = isRequired ? ((GraphQLNonNull) type).getWrappedType() : type;
    return inner instanceof GraphQLList list
        ? new Shape(isRequired, list, of(list.getWrappedType()))
        : new Shape(isRequired, inner, null);
  }

  /** The name of the type that a value may be null of. */
  String name() {
    return item == null ? ((GraphQLNamedType) type).getName() : "[" + item.text() + "]";
  }

  private String text() {
    return isRequired ? name() + "!" : name();
  }
}

package io.tributary.graphql.engine;

import io.smallrye.graphql.execution.datafetcher.helper.FieldHelper;
import io.smallrye.graphql.schema.model.Field;
import io.smallrye.graphql.schema.model.ReferenceType;
import io.smallrye.graphql.transformation.AbstractDataFetcherException;

/** Gives values of Java the shape that the schema's scalars expect: a time as text, for one. */
final class Shaping {
  private final Field field;
  private final FieldHelper library;
  private final boolean isNeeded;

  Shaping(Field field) {
    this.field = field;
    this.library = new FieldHelper(field);
    this.isNeeded = changes(field);
  }

  private static boolean changes(Field field) {
    boolean isAdapted =
        field.isAdaptingWith()
            || field.isAdaptingTo()
            || field.getReference().isAdaptingWith()
            || field.getReference().isAdaptingTo()
            || field.hasWrapper() && field.getWrapper().isMap();
    if (isAdapted) {
      throw new IllegalStateException(
          "Field " + field.getName() + " is adapted. Answer a record that needs no adapter.");
    }
    boolean isOptional =
        field.hasWrapper() && field.getWrapper().isOptional()
            || field.getReference().getClassName().startsWith("java.util.Optional");
    return isOptional
        || field.getReference().getType() == ReferenceType.SCALAR
            && !field
                .getReference()
                .getClassName()
                .equals(field.getReference().getGraphQLClassName());
  }

  /** The value as the schema's scalar expects it; one that cannot be is left as it is. */
  Object of(Object value) {
    if (value == null || !isNeeded) {
      return value;
    }
    try {
      return library.transformOrAdaptResponse(value, null);
    } catch (AbstractDataFetcherException e) {
      throw new IllegalStateException(
          "The value of " + field.getName() + " is none of its scalar", e);
    }
  }
}

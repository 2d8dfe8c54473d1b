package io.tributary.graphql.engine;

import graphql.schema.DataFetcher;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLTypeUtil;

/**
 * A field of a type of the schema, and how it is read.
 *
 * @param name {@code Type.field}
 * @param definition as the schema has it
 * @param shape its type
 * @param isLeaf whether it has nothing below it
 * @param property set for a property of the object
 * @param resolver set for what a method answers
 * @param isOfMany whether that method answers for many objects at once
 * @param other what reads it otherwise
 */
record Site(
    String name,
    GraphQLFieldDefinition definition,
    Shape shape,
    boolean isLeaf,
    PropertyField<?> property,
    Resolver resolver,
    boolean isOfMany,
    DataFetcher<?> other) {
  static Site of(
      String name, GraphQLFieldDefinition definition, DataFetcher<?> fetcher, Resolver ofMany) {
    return new Site(
        name,
        definition,
        Shape.of(definition.getType()),
        GraphQLTypeUtil.isLeaf(GraphQLTypeUtil.unwrapAll(definition.getType())),
        fetcher instanceof PropertyField<?> property ? property : null,
        ofMany == null && fetcher instanceof Resolved resolved ? resolved.resolver() : ofMany,
        ofMany != null,
        fetcher);
  }
}

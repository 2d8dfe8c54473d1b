package io.tributary.graphql.engine;

import graphql.introspection.Introspection;
import graphql.schema.FieldCoordinates;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import io.quarkus.arc.Unremovable;
import io.smallrye.graphql.schema.model.Operation;
import io.smallrye.graphql.schema.model.Schema;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of the schema before anything is asked: how each field of each type is read. */
@Singleton
@Unremovable
public class Engine {
  private final GraphQLSchema schema;
  private final Map<String, Resolver> ofMany = new HashMap<>();
  private final Map<GraphQLObjectType, Map<String, Site>> sites = new ConcurrentHashMap<>();

  Engine(GraphQLSchema schema, Schema model) {
    this.schema = schema;
    for (Operation operation : model.getBatchOperations()) {
      ofMany.put(
          operation.getSourceFieldOn().getName() + "." + operation.getName(),
          Fields.ofMany(operation, model.getTypes().get(operation.getName())));
    }
  }

  /** The schema that operations are executed against. */
  public GraphQLSchema schema() {
    return schema;
  }

  /** How a field of a type is read. */
  Site site(GraphQLObjectType type, String field) {
    return sites
        .computeIfAbsent(type, t -> new ConcurrentHashMap<>())
        .computeIfAbsent(field, name -> find(type, name));
  }

  private Site find(GraphQLObjectType type, String field) {
    GraphQLFieldDefinition definition = Introspection.getFieldDefinition(schema, type, field);
    String name = type.getName() + "." + field;
    return Site.of(
        name,
        definition,
        schema
            .getCodeRegistry()
            .getDataFetcher(FieldCoordinates.coordinates(type, definition), definition),
        ofMany.get(name));
  }
}

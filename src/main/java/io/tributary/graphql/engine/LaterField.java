package io.tributary.graphql.engine;

import io.quarkus.smallrye.graphql.runtime.spi.datafetcher.QuarkusUniDataFetcher;
import io.smallrye.graphql.schema.model.Operation;
import io.smallrye.graphql.schema.model.Type;

/** A field whose method answers later. What it inherits is for the events of subscriptions. */
final class LaterField<K, T> extends QuarkusUniDataFetcher<K, T> implements Resolved {
  private final Resolver resolver;

  LaterField(Operation operation, Type type) {
    super(operation, type);
    this.resolver = new Resolver(operation);
  }

  @Override
  public Resolver resolver() {
    return resolver;
  }
}

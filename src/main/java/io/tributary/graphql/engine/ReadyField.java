package io.tributary.graphql.engine;

import io.quarkus.smallrye.graphql.runtime.spi.datafetcher.QuarkusDefaultDataFetcher;
import io.smallrye.graphql.schema.model.Operation;
import io.smallrye.graphql.schema.model.Type;

/**
 * A field whose method has its answer ready: it computes and reads nothing, so it is called where
 * its caller is. What it inherits is for the events of subscriptions.
 */
final class ReadyField<K, T> extends QuarkusDefaultDataFetcher<K, T> implements Resolved {
  private final Resolver resolver;

  ReadyField(Operation operation, Type type) {
    super(operation, type);
    this.resolver = new Resolver(operation);
  }

  @Override
  public Resolver resolver() {
    return resolver;
  }
}

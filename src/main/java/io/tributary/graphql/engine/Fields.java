package io.tributary.graphql.engine;

import io.smallrye.graphql.execution.datafetcher.PlugableBatchableDataFetcher;
import io.smallrye.graphql.execution.datafetcher.PlugableDataFetcher;
import io.smallrye.graphql.schema.model.Field;
import io.smallrye.graphql.schema.model.Operation;
import io.smallrye.graphql.schema.model.Reference;
import io.smallrye.graphql.schema.model.Type;
import io.smallrye.graphql.spi.DataFetcherService;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

/** Makes what the fields of the schema are read by, each once. */
public final class Fields implements DataFetcherService {
  /** Who has the lowest number is asked first; the library's own services have 1. */
  private static final int FIRST = 0;

  /** The library asks anew for each request. */
  private static final Map<Operation, PlugableBatchableDataFetcher<?, ?>> MADE =
      new IdentityHashMap<>();

  /** Found by the library through {@code META-INF/services}. */
  public Fields() {}

  @Override
  public Integer getPriority() {
    return FIRST;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public PlugableDataFetcher getFieldDataFetcher(Field field, Type type, Reference owner) {
    return new PropertyField<>(field, owner);
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public PlugableBatchableDataFetcher getUniDataFetcher(Operation operation, Type type) {
    return made(operation, each -> new LaterField<>(each, type));
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public PlugableBatchableDataFetcher getDefaultDataFetcher(Operation operation, Type type) {
    return made(operation, each -> new ReadyField<>(each, type));
  }

  /** The method of a field that is read for many objects at once. */
  static Resolver ofMany(Operation operation, Type type) {
    return ((Resolved) made(operation, each -> new LaterField<>(each, type))).resolver();
  }

  private static PlugableBatchableDataFetcher<?, ?> made(
      Operation operation, Function<Operation, PlugableBatchableDataFetcher<?, ?>> make) {
    synchronized (MADE) {
      return MADE.computeIfAbsent(operation, make);
    }
  }
}

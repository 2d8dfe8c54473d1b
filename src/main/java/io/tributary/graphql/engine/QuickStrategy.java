package io.tributary.graphql.engine;

import graphql.ExecutionResult;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategy;
import graphql.execution.ExecutionStrategyParameters;
import graphql.introspection.Introspection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * How queries and mutations are executed: a query's fields side by side, a mutation's one after
 * another.
 */
public final class QuickStrategy extends ExecutionStrategy {
  /** Where an execution is told whether it is too late for its answer; a BooleanSupplier. */
  public static final String LATE = "tributary.is-late";

  /** Where an execution finds its request's context; the library's handlers call it so as well. */
  public static final String REQUEST_CONTEXT = "state";

  static final BooleanSupplier NEVER = () -> false;

  private final Engine engine;

  /** The strategy of a schema. */
  public QuickStrategy(Engine engine) {
    this.engine = engine;
  }

  @Override
  public CompletableFuture<ExecutionResult> execute(
      ExecutionContext context, ExecutionStrategyParameters parameters) {
    Optional<ExecutionResult> refused =
        Introspection.isIntrospectionSensible(parameters.getFields(), context);
    return refused
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> new Run(engine, context, parameters.getFields()).begin());
  }
}

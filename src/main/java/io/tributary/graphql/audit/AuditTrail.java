package io.tributary.graphql.audit;

import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.GraphQLContext;
import graphql.GraphQLError;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationCreateStateParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.language.OperationDefinition.Operation;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLTypeUtil;
import io.quarkus.arc.Arc;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Errors;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Sees what requests ask for and whom their answers show, and lets no answer go that is not on
 * record. What was changed stays changed when its record cannot be written: the caller is told so,
 * and the log says it.
 */
public final class AuditTrail extends SimplePerformantInstrumentation {
  private static final Logger LOG = Logger.getLogger(AuditTrail.class);

  /** Where an execution has its {@link Watch}. */
  public static final String SEEN = "tributary.seen";

  /** What one execution tells of itself. */
  public interface Watch {
    /**
     * A root field is asked for.
     *
     * @param root the name that it answers to
     */
    void asked(String root, Operation operation, String field, Map<String, Object> arguments);

    /** A value is going to be shown; answers the value. */
    <T> T shown(String root, T value);
  }

  /** Who watches the execution with this context. */
  public static Watch watch(GraphQLContext context) {
    return context.get(SEEN);
  }

  /** An instrumentation to be hung on the engine, behind the one that shapes errors. */
  public AuditTrail() {}

  @Override
  public CompletableFuture<InstrumentationState> createStateAsync(
      InstrumentationCreateStateParameters parameters) {
    Seen seen = new Seen(Asker.now(), Arc.container().instance(Clock.class).get().instant());
    parameters.getExecutionInput().getGraphQLContext().put(SEEN, seen);
    return CompletableFuture.completedFuture(seen);
  }

  @Override
  public DataFetcher<?> instrumentDataFetcher(
      DataFetcher<?> fetcher,
      InstrumentationFieldFetchParameters parameters,
      InstrumentationState state) {
    boolean isRoot = parameters.getExecutionStepInfo().getPath().getLevel() == 1;
    boolean isLeaf =
        GraphQLTypeUtil.isLeaf(
            GraphQLTypeUtil.unwrapAll(parameters.getExecutionStepInfo().getType()));
    if (isLeaf && !isRoot) {
      return fetcher;
    }
    Seen seen = (Seen) state;
    return environment -> {
      String root = environment.getExecutionStepInfo().getPath().toList().get(0).toString();
      if (isRoot) {
        seen.asked(
            root,
            environment.getOperationDefinition().getOperation(),
            environment.getField().getName(),
            environment.getArguments());
      }
      Object fetched = fetcher.get(environment);
      return fetched instanceof CompletionStage<?> later
          ? later.thenApply(value -> seen.shown(root, value))
          : seen.shown(root, fetched);
    };
  }

  @Override
  public CompletableFuture<ExecutionResult> instrumentExecutionResult(
      ExecutionResult result,
      InstrumentationExecutionParameters parameters,
      InstrumentationState state) {
    List<AuditRecord> records = ((Seen) state).records(result.getErrors());
    if (records.isEmpty()) {
      return CompletableFuture.completedFuture(result);
    }
    return Arc.container()
        .instance(AuditLog.class)
        .get()
        .add(records)
        .handle((nothing, failure) -> failure == null ? result : unrecorded(records, failure));
  }

  private static ExecutionResult unrecorded(List<AuditRecord> records, Throwable failure) {
    LOG.errorf(failure, "not on record, so not answered: %s", records);
    GraphQLError error =
        Errors.of(
            ErrorKind.OVERLOADED,
            "This could not be put on record, so it is not answered. What was to be changed may have been: read it"
                + " before you send it again.");
    return ExecutionResultImpl.newExecutionResult().addError(error).build();
  }
}

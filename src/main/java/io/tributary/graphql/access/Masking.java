package io.tributary.graphql.access;

import graphql.ExecutionInput;
import graphql.execution.DataFetcherResult;
import graphql.execution.ExecutionStepInfo;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLNamedType;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Shows personal values masked to callers who may use a field and not read whose it is. */
public final class Masking extends SimplePerformantInstrumentation {
  private static final String MASKS = "tributary.masks";

  /** Who looks. */
  private record Viewer(AccessMatrix matrix, Set<String> roles) {}

  /** An instrumentation to be hung on the engine. */
  public Masking() {}

  @Override
  public ExecutionInput instrumentExecutionInput(
      ExecutionInput input,
      InstrumentationExecutionParameters parameters,
      InstrumentationState state) {
    AccessMatrix matrix = Arc.container().instance(AccessMatrix.class).get();
    SecurityIdentity caller = Arc.container().instance(SecurityIdentity.class).get();
    if (matrix.canMask(caller.getRoles())) {
      input.getGraphQLContext().put(MASKS, new Viewer(matrix, Set.copyOf(caller.getRoles())));
    }
    return input;
  }

  @Override
  public DataFetcher<?> instrumentDataFetcher(
      DataFetcher<?> fetcher,
      InstrumentationFieldFetchParameters parameters,
      InstrumentationState state) {
    DataFetchingEnvironment field = parameters.getEnvironment();
    Viewer viewer = field.getGraphQlContext().get(MASKS);
    if (viewer == null || !(field.getParentType() instanceof GraphQLNamedType parent)) {
      return fetcher;
    }
    String name = parent.getName() + "." + field.getFieldDefinition().getName();
    Personal personal = viewer.matrix().personal(name);
    if (personal == null
        || viewer
            .matrix()
            .reads(name, arrived(parameters.getExecutionStepInfo().getParent(), viewer))) {
      return fetcher;
    }
    return environment -> masked(personal, fetcher.get(environment));
  }

  /** The roles that came by all the fields down to one. */
  private static Set<String> arrived(ExecutionStepInfo field, Viewer viewer) {
    if (viewer.roles().size() == 1 || !field.hasParent()) {
      return viewer.roles();
    }
    String name = field.getObjectType().getName() + "." + field.getFieldDefinition().getName();
    return viewer.matrix().passing(name, arrived(field.getParent(), viewer));
  }

  private static Object masked(Personal personal, Object value) {
    if (value instanceof CompletionStage<?> stage) {
      return stage.thenApply(found -> masked(personal, found));
    }
    if (value instanceof DataFetcherResult<?> result) {
      return result.map(personal::masked);
    }
    return personal.masked(value);
  }
}

package io.tributary.graphql.access;

import graphql.ExecutionInput;
import graphql.GraphQLContext;
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
import java.util.function.UnaryOperator;

/** Shows personal values masked to callers who may use a field and not read whose it is. */
public final class Masking extends SimplePerformantInstrumentation {
  private static final String MASKS = "tributary.masks";

  /** Somebody whom values may have to be masked for. */
  public static final class Viewer {
    private final AccessMatrix matrix;
    private final Set<String> roles;

    private Viewer(AccessMatrix matrix, Set<String> roles) {
      this.matrix = matrix;
      this.roles = roles;
    }

    /** The roles of the token. */
    public Set<String> roles() {
      return roles;
    }

    /** The roles that come by a field, of those that came as far as its parent. */
    public Set<String> passing(String field, Set<String> arrived) {
      return roles.size() == 1 ? roles : matrix.passing(field, arrived);
    }

    /**
     * What masks a field's values; null for values that may be read.
     *
     * @param arrived the roles that came as far as its parent
     */
    public UnaryOperator<Object> mask(String field, Set<String> arrived) {
      Personal personal = matrix.personal(field);
      return personal == null || matrix.reads(field, arrived) ? null : personal::masked;
    }
  }

  /** Whom the values of the execution with this context are masked for; null for nobody. */
  public static Viewer viewer(GraphQLContext context) {
    return context.get(MASKS);
  }

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
    UnaryOperator<Object> mask =
        viewer.mask(name, arrived(parameters.getExecutionStepInfo().getParent(), viewer));
    return mask == null ? fetcher : environment -> masked(mask, fetcher.get(environment));
  }

  /** The roles that came by all the fields down to one. */
  private static Set<String> arrived(ExecutionStepInfo field, Viewer viewer) {
    if (viewer.roles().size() == 1 || !field.hasParent()) {
      return viewer.roles();
    }
    String name = field.getObjectType().getName() + "." + field.getFieldDefinition().getName();
    return viewer.passing(name, arrived(field.getParent(), viewer));
  }

  private static Object masked(UnaryOperator<Object> mask, Object value) {
    if (value instanceof CompletionStage<?> stage) {
      return stage.thenApply(found -> masked(mask, found));
    }
    if (value instanceof DataFetcherResult<?> result) {
      return result.map(mask::apply);
    }
    return mask.apply(value);
  }
}

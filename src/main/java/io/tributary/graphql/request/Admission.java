package io.tributary.graphql.request;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.GraphQL;
import graphql.execution.instrumentation.ChainedInstrumentation;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.graphql.spi.EventingService;
import io.tributary.graphql.Errors;
import io.tributary.graphql.access.Masking;
import io.tributary.graphql.audit.AuditTrail;
import io.tributary.graphql.engine.Engine;
import io.tributary.graphql.engine.QuickStrategy;
import io.tributary.graphql.request.Documents.Admitted;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Stands before every execution, whichever way a document came, and tells its cost in {@code
 * extensions.cost}. Over HTTP the route has asked before and knows the status to answer; over a
 * WebSocket this is the only guard.
 */
public final class Admission extends SimplePerformantInstrumentation implements EventingService {
  /** Where the route leaves what it let pass. */
  static final String ADMITTED = "tributary.admitted";

  private static final String COST = "tributary.cost";

  /** Found by the library through {@code META-INF/services}. */
  public Admission() {}

  @Override
  public String getConfigKey() {
    return null;
  }

  @Override
  public GraphQL.Builder beforeGraphQLBuild(GraphQL.Builder builder) {
    // the engine has one instrumentation and one source of documents; the library's are replaced
    QuickStrategy strategy = new QuickStrategy(Arc.container().instance(Engine.class).get());
    return builder
        .queryExecutionStrategy(strategy)
        .mutationExecutionStrategy(strategy)
        .instrumentation(
            new ChainedInstrumentation(new Errors(), this, new Masking(), new AuditTrail()))
        .preparsedDocumentProvider(Admission::document);
  }

  /** A document that was admitted is parsed and valid already. */
  private static CompletableFuture<PreparsedDocumentEntry> document(
      ExecutionInput input, Function<ExecutionInput, PreparsedDocumentEntry> parse) {
    Admitted admitted = input.getGraphQLContext().get(ADMITTED);
    return CompletableFuture.completedFuture(new PreparsedDocumentEntry(admitted.document()));
  }

  @Override
  public ExecutionInput instrumentExecutionInput(
      ExecutionInput input,
      InstrumentationExecutionParameters parameters,
      InstrumentationState state) {
    SecurityIdentity caller = Arc.container().instance(SecurityIdentity.class).get();
    Limits limits = Arc.container().instance(Limits.class).get();
    long budget = limits.budget(caller.getRoles());
    RoutingContext request = Arc.container().instance(CurrentVertxRequest.class).get().getCurrent();
    if (request != null) {
      BooleanSupplier isLate = () -> Execution.isLate(request);
      input.getGraphQLContext().put(QuickStrategy.LATE, isLate);
    }
    try {
      Admitted before = input.getGraphQLContext().get(ADMITTED);
      Admitted admitted = before == null ? admit(input, caller) : before;
      input.getGraphQLContext().put(ADMITTED, admitted);
      input.getGraphQLContext().put(COST, Map.of("requested", admitted.cost(), "budget", budget));
      return input;
    } catch (Refusal refusal) {
      throw refusal.abort();
    }
  }

  private static Admitted admit(ExecutionInput input, SecurityIdentity caller) {
    Arc.container().instance(RegisteredDocuments.class).get().requireRegistered(input.getQuery());
    return Arc.container()
        .instance(Documents.class)
        .get()
        .admit(
            input.getQuery(),
            input.getOperationName(),
            input.getRawVariables().toMap(),
            caller.getRoles());
  }

  @Override
  public CompletableFuture<ExecutionResult> instrumentExecutionResult(
      ExecutionResult result,
      InstrumentationExecutionParameters parameters,
      InstrumentationState state) {
    Object cost = parameters.getExecutionInput().getGraphQLContext().get(COST);
    if (cost == null) {
      return CompletableFuture.completedFuture(result);
    }
    Map<Object, Object> extensions = new LinkedHashMap<>();
    if (result.getExtensions() != null) {
      extensions.putAll(result.getExtensions());
    }
    extensions.put("cost", cost);
    return CompletableFuture.completedFuture(
        ExecutionResultImpl.newExecutionResult().from(result).extensions(extensions).build());
  }
}

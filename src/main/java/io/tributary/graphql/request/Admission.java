package io.tributary.graphql.request;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.GraphQL;
import graphql.execution.instrumentation.ChainedInstrumentation;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.schema.DataFetcher;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.graphql.spi.EventingService;
import io.tributary.graphql.Errors;
import io.tributary.graphql.access.Masking;
import io.tributary.graphql.audit.AuditTrail;
import io.tributary.graphql.request.Documents.Admitted;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Stands before every execution, whichever way a document came, and tells its cost in {@code
 * extensions.cost}. Over HTTP the route has asked before and knows the status to answer; over a
 * WebSocket this is the only guard.
 */
public final class Admission extends SimplePerformantInstrumentation implements EventingService {
  private static final String COST = "tributary.cost";
  private static final String REQUEST = "tributary.request";

  /** Found by the library through {@code META-INF/services}. */
  public Admission() {}

  @Override
  public String getConfigKey() {
    return null;
  }

  @Override
  public GraphQL.Builder beforeGraphQLBuild(GraphQL.Builder builder) {
    // the engine has one instrumentation and one source of documents; the library's are replaced
    return builder
        .instrumentation(
            new ChainedInstrumentation(new Errors(), this, new Masking(), new AuditTrail()))
        .preparsedDocumentProvider(Admission::document);
  }

  /** A document that was admitted is parsed and valid already. */
  private static CompletableFuture<PreparsedDocumentEntry> document(
      ExecutionInput input, Function<ExecutionInput, PreparsedDocumentEntry> parse) {
    Document known = Arc.container().instance(Documents.class).get().take(input.getQuery());
    return CompletableFuture.completedFuture(
        known == null ? parse.apply(input) : new PreparsedDocumentEntry(known));
  }

  @Override
  public ExecutionInput instrumentExecutionInput(
      ExecutionInput input,
      InstrumentationExecutionParameters parameters,
      InstrumentationState state) {
    SecurityIdentity caller = Arc.container().instance(SecurityIdentity.class).get();
    Limits limits = Arc.container().instance(Limits.class).get();
    Documents documents = Arc.container().instance(Documents.class).get();
    long budget = limits.budget(caller.getRoles());
    RoutingContext request = Arc.container().instance(CurrentVertxRequest.class).get().getCurrent();
    if (request != null) {
      input.getGraphQLContext().put(REQUEST, request);
    }
    try {
      Arc.container().instance(RegisteredDocuments.class).get().requireRegistered(input.getQuery());
      Admitted admitted =
          documents.admit(
              input.getQuery(),
              input.getOperationName(),
              input.getRawVariables().toMap(),
              caller.getRoles());
      input.getGraphQLContext().put(COST, Map.of("requested", admitted.cost(), "budget", budget));
      return input;
    } catch (Refusal refusal) {
      throw refusal.abort();
    }
  }

  /** Of a request that is late no further field is read: its caller has been answered. */
  @Override
  public DataFetcher<?> instrumentDataFetcher(
      DataFetcher<?> fetcher,
      InstrumentationFieldFetchParameters parameters,
      InstrumentationState state) {
    RoutingContext request = parameters.getEnvironment().getGraphQlContext().get(REQUEST);
    return Execution.isLate(request) ? environment -> null : fetcher;
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

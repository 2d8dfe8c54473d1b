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
import graphql.language.Document;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.graphql.spi.EventingService;
import io.tributary.graphql.Errors;
import io.tributary.graphql.access.Masking;
import io.tributary.graphql.audit.AuditTrail;
import io.tributary.graphql.request.Documents.Admitted;
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
    Document known = Arc.container().instance(Documents.class).get().known(input.getQuery());
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

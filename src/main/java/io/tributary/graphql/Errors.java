package io.tributary.graphql;

import graphql.ErrorClassification;
import graphql.ExceptionWhileDataFetching;
import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.GraphQLError;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import graphql.language.SourceLocation;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.tributary.platform.Faults;
import io.tributary.platform.Outage;
import io.tributary.platform.RequestId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/**
 * The one shape of errors: the caller's faults with a code and a sentence, ours with a reference to
 * the log. The library's own extension providers cannot be outranked (its {@code code} is the
 * exception's class name), so the result is rewritten as it leaves.
 */
public final class Errors extends SimplePerformantInstrumentation {
  private static final Logger LOG = Logger.getLogger(Errors.class);

  /** An instrumentation to be hung on the engine. */
  public Errors() {}

  @Override
  public CompletableFuture<ExecutionResult> instrumentExecutionResult(
      ExecutionResult result,
      InstrumentationExecutionParameters parameters,
      InstrumentationState state) {
    if (result.getErrors().isEmpty()) {
      return CompletableFuture.completedFuture(result);
    }
    List<GraphQLError> errors = result.getErrors().stream().map(Errors::shape).toList();
    return CompletableFuture.completedFuture(
        ExecutionResultImpl.newExecutionResult().from(result).errors(errors).build());
  }

  static GraphQLError shape(GraphQLError error) {
    boolean isShaped = error.getExtensions() != null && error.getExtensions().containsKey("code");
    if (isShaped && !(error instanceof ExceptionWhileDataFetching)) {
      return error;
    }
    if (!(error instanceof ExceptionWhileDataFetching fetching)) {
      return rebuild(error, error.getMessage(), Map.of("code", ErrorKind.INVALID_INPUT.name()));
    }
    Throwable cause = cause(fetching.getException());
    Map<String, Object> extensions = new LinkedHashMap<>();
    if (cause instanceof ApiException fault) {
      extensions.put("code", fault.kind().name());
      if (fault.field() != null) {
        extensions.put("field", fault.field());
      }
      return rebuild(error, fault.getMessage(), extensions);
    }
    if (cause instanceof ForbiddenException) {
      extensions.put("code", ErrorKind.FORBIDDEN.name());
      return rebuild(error, "The roles of your token do not allow this.", extensions);
    }
    if (cause instanceof UnauthorizedException || cause instanceof AuthenticationFailedException) {
      extensions.put("code", ErrorKind.UNAUTHENTICATED.name());
      return rebuild(error, "Sign in: send a valid bearer token.", extensions);
    }
    String reference = RequestId.current();
    if (Outage.isBehind(cause)) {
      LOG.warnf("GraphQL is turned away, reference %s: %s", reference, Faults.kind(cause));
      extensions.put("code", ErrorKind.OVERLOADED.name());
      extensions.put("reference", reference);
      return rebuild(
          error,
          "The database does not answer at present. Try again later; a change that has an"
              + " idempotency key is made once, however often it is sent.",
          extensions);
    }
    LOG.errorf(cause, "GraphQL fault, reference %s", reference);
    extensions.put("code", ErrorKind.INTERNAL.name());
    extensions.put("reference", reference);
    return rebuild(
        error,
        "Something went wrong on our side. Report the reference to whoever runs this service.",
        extensions);
  }

  private static Throwable cause(Throwable failure) {
    boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
    return wraps && failure.getCause() != null ? cause(failure.getCause()) : failure;
  }

  private static GraphQLError rebuild(
      GraphQLError error, String message, Map<String, Object> extensions) {
    return new Shaped(message, error.getLocations(), error.getPath(), extensions);
  }

  /** An error of a whole request: its code, and a sentence that says what to do. */
  public static GraphQLError of(ErrorKind kind, String message) {
    return of(kind, message, null);
  }

  /** The same for places of the document; null for the whole. */
  public static GraphQLError of(ErrorKind kind, String message, List<SourceLocation> locations) {
    return new Shaped(message, locations, null, Map.of("code", kind.name()));
  }

  /**
   * An error as it leaves. It has no type: the library would tell callers its own word for it.
   *
   * @param message a sentence that says what to do
   * @param locations where in the document; null for the whole
   * @param path the field; null for the whole
   * @param extensions the code, and what belongs to it
   */
  private record Shaped(
      String message,
      List<SourceLocation> locations,
      List<Object> path,
      Map<String, Object> extensions)
      implements GraphQLError {
    @Override
    public String getMessage() {
      return message;
    }

    @Override
    public List<SourceLocation> getLocations() {
      return locations;
    }

    @Override
    public List<Object> getPath() {
      return path;
    }

    @Override
    public Map<String, Object> getExtensions() {
      return extensions;
    }

    @Override
    public ErrorClassification getErrorType() {
      return null;
    }
  }
}

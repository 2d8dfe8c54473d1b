package io.tributary.graphql.request;

import graphql.ExecutionResult;
import graphql.language.OperationDefinition.Operation;
import io.quarkus.arc.Arc;
import io.quarkus.jsonp.JsonProviderHolder;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.smallrye.graphql.runtime.SmallRyeGraphQLAbstractHandler;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.graphql.execution.ExecutionResponse;
import io.smallrye.graphql.execution.ExecutionResponseWriter;
import io.tributary.graphql.ErrorKind;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Executes what was let pass, within the library's contexts, and answers by the request's deadline
 * whether it has ended or not: ours, or a sooner one of the caller's. The library's own handler
 * takes a GET's document for its operation's name and decodes it twice, so it is not used.
 */
@Singleton
class Execution extends SmallRyeGraphQLAbstractHandler {
  private static final Logger LOG = Logger.getLogger(Execution.class);
  private static final String RETRY_AFTER = "1";
  private static final String ASKED = "tributary.asked";
  private static final String TIMER = "tributary.timer";
  private static final String LATE = "tributary.late";
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=([1-9]\\d{0,5})\\b");

  private final Deadlines deadlines;
  private final Measured measured;

  Execution(
      CurrentIdentityAssociation identity,
      CurrentVertxRequest current,
      Deadlines deadlines,
      Measured measured) {
    super(identity, current, false);
    this.deadlines = deadlines;
    this.measured = measured;
  }

  /** Whether a request was answered before its execution ended, so that the rest is for nobody. */
  static boolean isLate(RoutingContext request) {
    AtomicBoolean late = request == null ? null : request.get(LATE);
    return late != null && late.get();
  }

  /** Executes a request that was let pass and answers it. */
  void execute(RoutingContext context, Asked asked, String text, Operation kind) {
    JsonObject input = new JsonObject().put("query", text).put("variables", asked.variables());
    if (asked.operationName() != null) {
      input.put("operationName", asked.operationName());
    }
    context.put(ASKED, input);
    context.put(LATE, new AtomicBoolean());
    Duration ours = deadlines.of(kind);
    Duration theirs = willingToWait(context);
    Duration most = theirs == null || theirs.compareTo(ours) > 0 ? ours : theirs;
    long timer = context.vertx().setTimer(most.toMillis(), late -> tooLate(context, kind, most));
    context.put(TIMER, timer);
    handle(context);
  }

  /** What the caller says in {@code Prefer: wait=seconds} (RFC 7240), or null. */
  private static Duration willingToWait(RoutingContext context) {
    String header = context.request().getHeader("Prefer");
    Matcher wait = header == null ? null : WAIT.matcher(header);
    return wait != null && wait.find() ? Duration.ofSeconds(Long.parseLong(wait.group(1))) : null;
  }

  private static void tooLate(RoutingContext context, Operation kind, Duration most) {
    if (context.response().ended()) {
      return;
    }
    context.<AtomicBoolean>get(LATE).set(true);
    context.response().putHeader("Retry-After", RETRY_AFTER);
    HttpAnswer.errors(context, 503, Deadlines.late(kind, most).errors());
  }

  @Override
  protected void doHandle(RoutingContext context) {
    keepTheEnd(context);
    JsonObject input = context.get(ASKED);
    try (JsonReader reader =
        JsonProviderHolder.jsonProvider().createReader(new StringReader(input.encode()))) {
      getExecutionService()
          .executeAsync(reader.readObject(), getMetaData(context), new Writer(context, measured));
    }
  }

  /** The library's handler has just taken the response's handlers for its request context alone. */
  private static void keepTheEnd(RoutingContext context) {
    Handler<Void> end =
        nothing -> {
          Arc.container().requestContext().terminate();
          Ended.of(context);
        };
    context
        .response()
        .endHandler(end)
        .closeHandler(end)
        .exceptionHandler(failure -> end.handle(null));
  }

  private record Writer(RoutingContext context, Measured measured)
      implements ExecutionResponseWriter {
    @Override
    public void write(ExecutionResponse response) {
      stopClock();
      ExecutionResult result = response.getExecutionResult();
      measured.count(result.getErrors());
      if (isOverloaded(result)) {
        context.response().putHeader("Retry-After", RETRY_AFTER);
        HttpAnswer.json(context, 503, response.getExecutionResultAsString());
        return;
      }
      if (HttpAnswer.CSV.equals(HttpAnswer.mediaType(context))) {
        writeTable(response);
        return;
      }
      boolean isOlder = HttpAnswer.JSON.equals(HttpAnswer.mediaType(context));
      int status = isOlder || result.isDataPresent() ? 200 : 400;
      HttpAnswer.json(context, status, response.getExecutionResultAsString());
    }

    /** Proxies and clients that know nothing of GraphQL are to see it too. */
    private static boolean isOverloaded(ExecutionResult result) {
      return result.getErrors().stream()
          .anyMatch(
              error ->
                  error.getExtensions() != null
                      && ErrorKind.OVERLOADED.name().equals(error.getExtensions().get("code")));
    }

    /** A table has no place for errors: with one among them the answer is these alone. */
    private void writeTable(ExecutionResponse response) {
      ExecutionResult result = response.getExecutionResult();
      if (!result.getErrors().isEmpty()) {
        HttpAnswer.json(context, 400, response.getExecutionResultAsString());
        return;
      }
      try {
        HttpAnswer.csv(context, CsvTable.of(result.getData()).chunks());
      } catch (CsvTable.NotOneTable several) {
        HttpAnswer.error(context, 400, ErrorKind.INVALID_INPUT, several.getMessage());
      }
    }

    @Override
    public void fail(Throwable failure) {
      stopClock();
      LOG.error("a GraphQL request failed outside its fields", failure);
      HttpAnswer.error(
          context, 500, ErrorKind.INTERNAL, "Something went wrong on our side. Try again later.");
    }

    private void stopClock() {
      context.vertx().cancelTimer(context.<Long>get(TIMER));
    }
  }
}

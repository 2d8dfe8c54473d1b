package io.tributary.graphql.request;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.language.OperationDefinition.Operation;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.engine.Engine;
import io.tributary.graphql.engine.QuickStrategy;
import io.tributary.graphql.request.Documents.Admitted;
import io.tributary.platform.UnderWay;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Executes what was let pass, within its request's context, and answers by the request's deadline
 * whether it has ended or not: ours, or a sooner one of the caller's.
 */
@Singleton
class Execution {
  private static final Logger LOG = Logger.getLogger(Execution.class);
  private static final String RETRY_AFTER = "1";
  private static final String TIMER = "tributary.timer";
  private static final String LATE = "tributary.late";
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=([1-9]\\d{0,5})\\b");

  private final CurrentIdentityAssociation identity;
  private final CurrentVertxRequest current;
  private final Deadlines deadlines;
  private final Measured measured;
  private final GraphQL graphql;

  Execution(
      CurrentIdentityAssociation identity,
      CurrentVertxRequest current,
      Engine engine,
      Deadlines deadlines,
      Measured measured) {
    this.identity = identity;
    this.current = current;
    this.deadlines = deadlines;
    this.measured = measured;
    this.graphql = new Admission().beforeGraphQLBuild(GraphQL.newGraphQL(engine.schema())).build();
  }

  /** Whether a request was answered before its execution ended, so that the rest is for nobody. */
  static boolean isLate(RoutingContext request) {
    AtomicBoolean late = request == null ? null : request.get(LATE);
    return late != null && late.get();
  }

  /** Executes a request that was let pass and answers it. */
  void execute(RoutingContext context, Asked asked, String text, Admitted admitted) {
    context.put(LATE, new AtomicBoolean());
    Operation kind = admitted.kind();
    if (kind == Operation.QUERY) {
      UnderWay.begin(context);
      Ended.then(context, () -> UnderWay.end(context));
    }
    Duration ours = deadlines.of(admitted);
    Duration theirs = willingToWait(context);
    Duration most = theirs == null || theirs.compareTo(ours) > 0 ? ours : theirs;
    long timer = context.vertx().setTimer(most.toMillis(), late -> tooLate(context, kind, most));
    context.put(TIMER, timer);
    ManagedContext request = Arc.container().requestContext();
    if (!request.isActive()) {
      request.activate();
    }
    ContextState state = request.getState();
    Ended.then(context, () -> request.destroy(state));
    keepTheEnd(context);
    identity.setIdentity(((QuarkusHttpUser) context.user()).getSecurityIdentity());
    current.setCurrent(context);
    ExecutionInput input =
        ExecutionInput.newExecutionInput(text)
            .operationName(asked.operationName())
            .variables(Variables.of(asked.variables()))
            .graphQLContext(
                Map.of(QuickStrategy.REQUEST_CONTEXT, state, Admission.ADMITTED, admitted))
            .locale(Locale.ROOT)
            .build();
    Writer writer = new Writer(context, measured);
    graphql.executeAsync(input).thenAccept(writer::write).exceptionally(writer::fail);
  }

  /** However it ends: a caller who goes away while a table is written is over as well. */
  private static void keepTheEnd(RoutingContext context) {
    Handler<Void> end = nothing -> Ended.of(context);
    context
        .response()
        .endHandler(end)
        .closeHandler(end)
        .exceptionHandler(failure -> end.handle(null));
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

  private record Writer(RoutingContext context, Measured measured) {
    void write(ExecutionResult result) {
      stopClock();
      measured.count(result.getErrors());
      if (context.response().ended()) {
        return; // at its deadline it was answered
      }
      if (isOverloaded(result)) {
        context.response().putHeader("Retry-After", RETRY_AFTER);
        HttpAnswer.json(context, 503, JsonText.of(result));
        return;
      }
      String type = HttpAnswer.mediaType(context);
      if (HttpAnswer.CSV.equals(type)) {
        writeTable(result);
        return;
      }
      int status = HttpAnswer.JSON.equals(type) || result.isDataPresent() ? 200 : 400;
      HttpAnswer.json(context, status, JsonText.of(result));
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
    private void writeTable(ExecutionResult result) {
      if (!result.getErrors().isEmpty()) {
        HttpAnswer.json(context, 400, JsonText.of(result));
        return;
      }
      try {
        HttpAnswer.csv(context, CsvTable.of(result.getData()).chunks());
      } catch (CsvTable.NotOneTable several) {
        HttpAnswer.error(context, 400, ErrorKind.INVALID_INPUT, several.getMessage());
      }
    }

    Void fail(Throwable failure) {
      stopClock();
      LOG.error("a GraphQL request failed outside its fields", failure);
      HttpAnswer.error(
          context, 500, ErrorKind.INTERNAL, "Something went wrong on our side. Try again later.");
      return null;
    }

    private void stopClock() {
      context.vertx().cancelTimer(context.<Long>get(TIMER));
    }
  }
}

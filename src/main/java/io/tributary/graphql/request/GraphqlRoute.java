package io.tributary.graphql.request;

import graphql.language.OperationDefinition.Operation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.audit.RefusedAccess;
import io.tributary.graphql.request.Documents.Admitted;
import io.tributary.graphql.request.Refusal.Denied;
import io.tributary.platform.GraphqlPath;
import io.tributary.platform.tracing.Traces;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * GraphQL over HTTP to the letter of its specification: what is not a request is answered here,
 * with the status and media type that the specification asks for, and only what may be executed is.
 */
@ApplicationScoped
class GraphqlRoute {
  private static final Pattern JSON_IN_UTF8 =
      Pattern.compile("(?i)\\s*application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");
  private static final long LONGEST_BODY = 256 * 1024;

  /** Behind the filters that sign callers in, before the library's route. */
  private static final int ORDER = -5;

  /** Before the filters that sign callers in: a forged token costs a signature's check. */
  private static final int BEFORE_SIGN_IN = 300;

  private final Documents documents;
  private final RegisteredDocuments registered;
  private final Rates rates;
  private final Execution execution;
  private final Measured measured;
  private final RefusedAccess refused;
  private final Traces traces;

  GraphqlRoute(
      Documents documents,
      RegisteredDocuments registered,
      Rates rates,
      Execution execution,
      Measured measured,
      RefusedAccess refused,
      Traces traces) {
    this.documents = documents;
    this.registered = registered;
    this.rates = rates;
    this.execution = execution;
    this.measured = measured;
    this.refused = refused;
    this.traces = traces;
  }

  /** An answer without execution. */
  private static final class Answer extends RuntimeException {
    private final int status;

    private Answer(int status, String sentence) {
      super(sentence, null, false, false);
      this.status = status;
    }
  }

  void limitAddresses(@Observes Filters filters) {
    filters.register(
        context -> {
          if (GraphqlPath.isUnder(context)) {
            rates
                .takeForAddress(context.request().remoteAddress().hostAddress())
                .subscribe()
                .with(isTaken -> goOn(context, isTaken), context::fail);
          } else {
            context.next();
          }
        },
        BEFORE_SIGN_IN);
  }

  void register(@Observes Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(LONGEST_BODY);
    router
        .route(GraphqlPath.PATH)
        .order(ORDER)
        .handler(context -> unlessSocket(context, () -> checkHead(context, body)));
    router
        .route(GraphqlPath.PATH)
        .order(ORDER + 1)
        .handler(context -> unlessSocket(context, () -> checkRequest(context)));
  }

  private static void unlessSocket(RoutingContext context, Runnable otherwise) {
    if (GraphqlPath.opensSocket(context)) {
      context.next();
    } else {
      otherwise.run();
    }
  }

  private static void goOn(RoutingContext context, boolean isTaken) {
    if (isTaken) {
      context.next();
    } else {
      context.response().putHeader("Retry-After", Integer.toString(Rates.RETRY_AFTER));
      HttpAnswer.error(
          context, 429, ErrorKind.RATE_LIMITED, "Too many requests. Try again in a second.");
    }
  }

  /** What can be told before the body is read. */
  private void checkHead(RoutingContext context, BodyHandler body) {
    HttpServerRequest request = context.request();
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.OPTIONS)) {
      context.next();
      return;
    }
    if (!method.equals(HttpMethod.POST) && !method.equals(HttpMethod.GET)) {
      context.response().putHeader("Allow", "GET, POST, OPTIONS");
      answer(context, 405, "Send a POST, or a GET for a query.");
    } else if (HttpAnswer.mediaType(context) == null) {
      String types = HttpAnswer.RESPONSE_JSON + " or " + HttpAnswer.JSON;
      answer(context, 406, "Accept " + types + ", or text/csv for a table.");
    } else if (method.equals(HttpMethod.POST) && !isJson(context)) {
      answer(context, 415, "Send the request as Content-Type: application/json in UTF-8.");
    } else if (method.equals(HttpMethod.GET)) {
      context.next();
    } else {
      body.handle(context);
    }
  }

  private void checkRequest(RoutingContext context) {
    if (context.request().method().equals(HttpMethod.OPTIONS)) {
      context.next();
      return;
    }
    SecurityIdentity caller = ((QuarkusHttpUser) context.user()).getSecurityIdentity();
    rates
        .takeForCaller(caller.getPrincipal().getName(), caller.getRoles())
        .subscribe()
        .with(
            isTaken -> {
              if (isTaken) {
                answer(context, caller);
              } else {
                goOn(context, false);
              }
            },
            context::fail);
  }

  private void answer(RoutingContext context, SecurityIdentity caller) {
    boolean isGet = context.request().method().equals(HttpMethod.GET);
    try {
      JsonObject json = isGet ? parameters(context) : body(context);
      Asked asked = asked(json);
      String text = registered.resolve(asked);
      Admitted admitted =
          documents.admit(text, asked.operationName(), asked.variables(), caller.getRoles());
      if (traces.areOn()) {
        traces.name(
            GraphqlPath.PATH,
            "%s %s"
                .formatted(
                    admitted.kind().name().toLowerCase(Locale.ROOT),
                    admitted.name() == null ? "without a name" : admitted.name()));
      }
      if (isGet && admitted.kind() != Operation.QUERY) {
        context.response().putHeader("Allow", "POST");
        throw new Answer(405, "A GET only asks. Send mutations by POST.");
      }
      if (admitted.kind() != Operation.QUERY
          && HttpAnswer.CSV.equals(HttpAnswer.mediaType(context))) {
        throw new Answer(406, "Only a query's answer can be a table. Accept JSON.");
      }
      if (admitted.kind() == Operation.SUBSCRIPTION) {
        throw new Answer(400, "Subscribe over a WebSocket with the graphql-transport-ws protocol.");
      }
      measured.follow(context, text, admitted);
      execution.execute(context, asked, text, admitted);
    } catch (Answer answer) {
      answer(context, answer.status, answer.getMessage());
    } catch (Refusal refusal) {
      Denied denied = refusal.denied();
      if (denied == null) {
        answer(context, refusal);
      } else {
        String address = context.request().remoteAddress().hostAddress();
        refused
            .note(caller, address, denied.isChange(), denied.first())
            .thenRun(() -> answer(context, refusal));
      }
    }
  }

  private static void answer(RoutingContext context, Refusal refusal) {
    // the older media type has no status for a document's faults
    boolean isOlder = HttpAnswer.JSON.equals(HttpAnswer.mediaType(context));
    HttpAnswer.errors(context, isOlder ? 200 : 400, refusal.errors());
  }

  // ---- reading a request

  private static Asked asked(JsonObject json) {
    try {
      return Asked.of(json);
    } catch (IllegalArgumentException malformed) {
      throw new Answer(400, malformed.getMessage());
    }
  }

  private static JsonObject body(RoutingContext context) {
    Object body;
    try {
      body = context.body().isEmpty() ? null : context.body().buffer().toJson();
    } catch (DecodeException e) {
      throw new Answer(400, "The body is not JSON, or is nested too deeply.");
    }
    if (!(body instanceof JsonObject json)) {
      throw new Answer(400, "The body is a JSON object with query, variables, operationName.");
    }
    return json;
  }

  private static JsonObject parameters(RoutingContext context) {
    JsonObject json = new JsonObject();
    for (String name : List.of("query", "documentId", "operationName")) {
      json.put(name, context.request().getParam(name));
    }
    for (String name : List.of("variables", "extensions")) {
      String text = context.request().getParam(name);
      try {
        json.put(name, text == null || text.isBlank() ? null : new JsonObject(text));
      } catch (DecodeException | ClassCastException e) {
        throw new Answer(400, name + " is a JSON object.");
      }
    }
    return json;
  }

  /** Only JSON in UTF-8: what a browser's form can send would let other sites act for its user. */
  private static boolean isJson(RoutingContext context) {
    String header = context.request().getHeader("Content-Type");
    return header != null && JSON_IN_UTF8.matcher(header).matches();
  }

  private static void answer(RoutingContext context, int status, String sentence) {
    HttpAnswer.error(context, status, ErrorKind.INVALID_INPUT, sentence);
  }
}

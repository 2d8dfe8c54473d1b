package io.tributary.graphql.request;

import graphql.GraphQLError;
import graphql.language.OperationDefinition.Operation;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.request.Documents.Admitted;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * GraphQL over HTTP to the letter of its specification, before the library's own endpoint: what is
 * not a request is answered here, with the status and media type that the specification asks for,
 * and only what may be executed goes on.
 */
@ApplicationScoped
class GraphqlRoute {
  private static final String RESPONSE_JSON = "application/graphql-response+json";
  private static final String JSON = "application/json";
  private static final Pattern JSON_IN_UTF8 =
      Pattern.compile("(?i)\\s*application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");
  private static final long LONGEST_BODY = 256 * 1024;

  /** Behind the filters that sign callers in, before the library's route. */
  private static final int ORDER = -5;

  private final Documents documents;

  GraphqlRoute(Documents documents) {
    this.documents = documents;
  }

  /**
   * A request as it was sent.
   *
   * @param query the document
   * @param operationName which of its operations
   * @param variables their values
   */
  private record Asked(String query, String operationName, Map<String, Object> variables) {}

  /** An answer without execution. */
  private static final class Answer extends RuntimeException {
    private final int status;

    private Answer(int status, String sentence) {
      super(sentence, null, false, false);
      this.status = status;
    }
  }

  void register(@Observes Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(LONGEST_BODY);
    router
        .route("/graphql")
        .order(ORDER)
        .handler(context -> unlessSocket(context, () -> checkHead(context, body)));
    router
        .route("/graphql")
        .order(ORDER + 1)
        .handler(context -> unlessSocket(context, () -> checkRequest(context)));
  }

  private static void unlessSocket(RoutingContext context, Runnable otherwise) {
    if ("websocket".equalsIgnoreCase(context.request().getHeader("Upgrade"))) {
      context.next();
    } else {
      otherwise.run();
    }
  }

  /** What can be told before the body is read. */
  private static void checkHead(RoutingContext context, BodyHandler body) {
    HttpServerRequest request = context.request();
    HttpMethod method = request.method();
    if (method.equals(HttpMethod.OPTIONS)) {
      context.next();
      return;
    }
    if (!method.equals(HttpMethod.POST) && !method.equals(HttpMethod.GET)) {
      context.response().putHeader("Allow", "GET, POST, OPTIONS");
      answer(context, 405, "Send a POST, or a GET for a query.");
    } else if (mediaType(context) == null) {
      answer(context, 406, "Accept " + RESPONSE_JSON + " or " + JSON + ".");
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
    boolean isGet = context.request().method().equals(HttpMethod.GET);
    try {
      Asked asked = isGet ? parameters(context) : body(context);
      Admitted admitted =
          documents.admit(asked.query(), asked.operationName(), asked.variables(), roles(context));
      if (isGet && admitted.kind() != Operation.QUERY) {
        context.response().putHeader("Allow", "POST");
        throw new Answer(405, "A GET only asks. Send mutations by POST.");
      }
      if (admitted.kind() == Operation.SUBSCRIPTION) {
        throw new Answer(400, "Subscribe over a WebSocket with the graphql-transport-ws protocol.");
      }
      passOn(context, isGet);
    } catch (Answer answer) {
      answer(context, answer.status, answer.getMessage());
    } catch (Refusal refusal) {
      // the older media type has no status for a document's faults
      boolean isOlder = JSON.equals(mediaType(context));
      answer(context, isOlder ? 200 : 400, refusal.errors());
    }
  }

  /**
   * The library reads these headers in its own way (it answers whoever accepts anything in the
   * newer media type), so it is told what was understood here.
   */
  private static void passOn(RoutingContext context, boolean isGet) {
    context.request().headers().set("Accept", mediaType(context));
    if (!isGet) {
      context.request().headers().set("Content-Type", JSON);
    }
    context.next();
  }

  private static Set<String> roles(RoutingContext context) {
    return context.user() instanceof QuarkusHttpUser user
        ? user.getSecurityIdentity().getRoles()
        : Set.of();
  }

  // ---- reading a request

  private static Asked body(RoutingContext context) {
    Object body;
    try {
      body = context.body().isEmpty() ? null : context.body().buffer().toJson();
    } catch (DecodeException e) {
      throw new Answer(400, "The body is not JSON, or is nested too deeply.");
    }
    if (!(body instanceof JsonObject json)) {
      throw new Answer(400, "The body is a JSON object with query, variables, operationName.");
    }
    map(json, "extensions");
    return new Asked(
        required(string(json, "query")), string(json, "operationName"), map(json, "variables"));
  }

  private static Asked parameters(RoutingContext context) {
    JsonObject json = new JsonObject();
    for (String name : List.of("query", "operationName")) {
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
    return new Asked(
        required(string(json, "query")), string(json, "operationName"), map(json, "variables"));
  }

  private static String required(String query) {
    if (query == null || query.isBlank()) {
      throw new Answer(400, "query, the document, is missing.");
    }
    return query;
  }

  private static String string(JsonObject json, String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof String)) {
      throw new Answer(400, name + " is a string.");
    }
    return (String) value;
  }

  private static Map<String, Object> map(JsonObject json, String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof JsonObject)) {
      throw new Answer(400, name + " is a JSON object.");
    }
    return value == null ? Map.of() : ((JsonObject) value).getMap();
  }

  // ---- media types

  /** Only JSON in UTF-8: what a browser's form can send would let other sites act for its user. */
  private static boolean isJson(RoutingContext context) {
    String header = context.request().getHeader("Content-Type");
    return header != null && JSON_IN_UTF8.matcher(header).matches();
  }

  /** The answer's media type: the first one accepted that we have, or null. */
  private static String mediaType(RoutingContext context) {
    String header = context.request().getHeader("Accept");
    if (header == null || header.isBlank()) {
      return JSON;
    }
    for (String accepted : header.split(",")) {
      String name = accepted.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      switch (name) {
        case RESPONSE_JSON -> {
          return RESPONSE_JSON;
        }
        case JSON, "application/*", "*/*" -> {
          return JSON;
        }
        default -> {
          // the next one may be one of ours
        }
      }
    }
    return null;
  }

  // ---- answering

  private static void answer(RoutingContext context, int status, String sentence) {
    answer(context, status, new Refusal(ErrorKind.INVALID_INPUT, sentence).errors());
  }

  private static void answer(RoutingContext context, int status, List<GraphQLError> errors) {
    JsonArray list = new JsonArray();
    errors.forEach(error -> list.add(json(error)));
    String type = mediaType(context);
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", (type == null ? JSON : type) + ";charset=utf-8")
        .end(new JsonObject().put("errors", list).toBuffer());
  }

  private static JsonObject json(GraphQLError error) {
    JsonObject json = new JsonObject().put("message", error.getMessage());
    if (error.getLocations() != null && !error.getLocations().isEmpty()) {
      JsonArray locations = new JsonArray();
      error
          .getLocations()
          .forEach(
              place ->
                  locations.add(
                      new JsonObject()
                          .put("line", place.getLine())
                          .put("column", place.getColumn())));
      json.put("locations", locations);
    }
    return json.put("extensions", new JsonObject(error.getExtensions()));
  }
}

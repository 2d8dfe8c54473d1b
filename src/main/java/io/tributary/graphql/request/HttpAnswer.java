package io.tributary.graphql.request;

import graphql.GraphQLError;
import io.tributary.graphql.ErrorKind;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Answers in the media type that the caller accepts. */
final class HttpAnswer {
  static final String RESPONSE_JSON = "application/graphql-response+json";
  static final String JSON = "application/json";
  static final String CSV = "text/csv";

  private HttpAnswer() {}

  /** The answer's media type: the first one accepted that we have, or null. */
  static String mediaType(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaders.ACCEPT);
    if (header == null || header.isBlank()) {
      return JSON;
    }
    for (String accepted : header.split(",")) {
      String name = accepted.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      switch (name) {
        case RESPONSE_JSON -> {
          return RESPONSE_JSON;
        }
        case CSV -> {
          return CSV;
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

  /** Answers with one error; without effect when there is an answer already. */
  static void error(RoutingContext context, int status, ErrorKind kind, String sentence) {
    errors(context, status, new Refusal(kind, sentence).errors());
  }

  /** Answers with errors and no data. */
  static void errors(RoutingContext context, int status, List<GraphQLError> errors) {
    JsonArray list = new JsonArray();
    errors.forEach(error -> list.add(new JsonObject(error.toSpecification())));
    json(context, status, new JsonObject().put("errors", list).encode());
  }

  /**
   * Answers with a table, written part by part as fast as the caller reads it; without effect when
   * there is an answer already.
   */
  static void csv(RoutingContext context, Iterator<String> parts) {
    HttpServerResponse response = context.response();
    if (isAnswered(response)) {
      return;
    }
    response
        .setStatusCode(200)
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, CSV + ";charset=utf-8");
    goOn(response, parts);
  }

  private static void goOn(HttpServerResponse response, Iterator<String> parts) {
    while (parts.hasNext()) {
      Future<Void> written = response.write(parts.next());
      if (!written.succeeded()) {
        written.onSuccess(then -> goOn(response, parts)).onFailure(gone -> response.reset());
        return;
      }
    }
    response.end();
  }

  private static boolean isAnswered(HttpServerResponse response) {
    return response.ended() || response.closed() || response.headWritten();
  }

  /**
   * Answers with a GraphQL response, as JSON where a table was asked for; without effect when there
   * is an answer already.
   */
  static void json(RoutingContext context, int status, String body) {
    String type = mediaType(context);
    send(context, status, type == null || type.equals(CSV) ? JSON : type, body);
  }

  private static void send(RoutingContext context, int status, String type, String body) {
    HttpServerResponse response = context.response();
    if (isAnswered(response)) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, type + ";charset=utf-8")
        .end(body);
    Ended.of(context);
  }
}

package io.tributary.graphql.request;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.graphql.websocket.GraphQLWebSocketSession;
import io.smallrye.graphql.websocket.GraphQLWebsocketHandler;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.audit.RefusedAccess;
import io.tributary.graphql.request.Refusal.Denied;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One socket between a client and the library that speaks the protocol: what the protocol does not
 * allow closes the socket with the protocol's code, and what goes out is checked again against the
 * token's end.
 */
final class GuardedSocket implements GraphQLWebSocketSession {
  /** Operations that may run at once on one socket. */
  static final int MOST_OPERATIONS = 20;

  /** Bytes of answers that wait for a slow client. */
  private static final int MOST_WAITING = 1024 * 1024;

  private static final short BAD_REQUEST = 4400;
  private static final short UNAUTHORIZED = 4401;
  private static final short FORBIDDEN = 4403;
  private static final short INITIALISATION_TIMEOUT = 4408;
  private static final short POLICY = 1008;
  private static final short TOO_LONG = 1009;
  private static final short TRY_AGAIN_LATER = 1013;
  private static final String EXPIRY = "quarkus.identity.expire-time";
  private static final Set<String> FROM_CLIENTS =
      Set.of("connection_init", "ping", "pong", "subscribe", "complete");

  private final RoutingContext context;
  private final ServerWebSocket socket;
  private final Rates rates;
  private final Documents documents;
  private final RefusedAccess refused;
  private final Clock clock;
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final long initialisation;

  GuardedSocket(
      RoutingContext context,
      ServerWebSocket socket,
      Rates rates,
      Documents documents,
      RefusedAccess refused,
      Clock clock,
      Duration patience) {
    this.context = context;
    this.socket = socket;
    this.rates = rates;
    this.documents = documents;
    this.refused = refused;
    this.clock = clock;
    this.initialisation =
        context
            .vertx()
            .setTimer(
                patience.toMillis(),
                late -> close(INITIALISATION_TIMEOUT, "Connection initialisation timeout"));
    socket.setWriteQueueMaxSize(MOST_WAITING);
  }

  /** Gives the library what the client may say. */
  void listen(GraphQLWebsocketHandler library) {
    socket.closeHandler(
        closed -> {
          context.vertx().cancelTimer(initialisation);
          library.onClose();
        });
    socket.exceptionHandler(
        failure -> {
          library.onThrowable(failure);
          close(TOO_LONG, "The message is too long");
        });
    socket.binaryMessageHandler(bytes -> close(BAD_REQUEST, "Text messages only"));
    socket.textMessageHandler(text -> hear(text, library));
  }

  private void hear(String text, GraphQLWebsocketHandler library) {
    JsonObject message;
    try {
      message = new JsonObject(text);
    } catch (DecodeException e) {
      close(BAD_REQUEST, "Invalid message received");
      return;
    }
    Object type = message.getValue("type");
    if (!(type instanceof String name) || !FROM_CLIENTS.contains(name)) {
      close(BAD_REQUEST, "Invalid message received");
    } else if (name.equals("subscribe")) {
      start(message, text, library);
    } else if (name.equals("complete") && !(message.getValue("id") instanceof String)) {
      close(BAD_REQUEST, "Invalid message received");
    } else {
      if (name.equals("complete")) {
        running.remove(message.getString("id"));
      }
      library.onMessage(text);
    }
  }

  private void start(JsonObject message, String text, GraphQLWebsocketHandler library) {
    boolean isWhole =
        message.getValue("id") instanceof String id
            && !id.isEmpty()
            && message.getValue("payload") instanceof JsonObject payload
            && payload.getValue("query") instanceof String;
    if (!isWhole) {
      close(BAD_REQUEST, "Invalid message received");
      return;
    }
    SecurityIdentity caller = caller();
    if (caller == null || caller.isAnonymous()) {
      close(UNAUTHORIZED, "Unauthorized");
      return;
    }
    rates
        .takeForCaller(caller.getPrincipal().getName(), caller.getRoles())
        .subscribe()
        .with(
            isTaken -> {
              String id = message.getString("id");
              if (!isTaken) {
                refuse(id, ErrorKind.RATE_LIMITED, "Too many requests. Try again in a second.");
              } else if (running.size() >= MOST_OPERATIONS && !running.contains(id)) {
                refuse(
                    id,
                    ErrorKind.RATE_LIMITED,
                    "A socket carries at most " + MOST_OPERATIONS + " operations. Complete one.");
              } else if (isAdmitted(id, message.getJsonObject("payload"), caller)) {
                // an id that is taken is the library's to refuse, with the protocol's code
                running.add(id);
                library.onMessage(text);
              }
            },
            failure -> close(TRY_AGAIN_LATER, "Try again later"));
  }

  /** The library says nothing at all to a subscription that is refused before it begins. */
  private boolean isAdmitted(String id, JsonObject operation, SecurityIdentity caller) {
    Object variables = operation.getValue("variables");
    Object name = operation.getValue("operationName");
    try {
      documents.admit(
          operation.getString("query"),
          name instanceof String text ? text : null,
          variables instanceof JsonObject values ? values.getMap() : Map.of(),
          caller.getRoles());
      return true;
    } catch (Refusal refusal) {
      Denied denied = refusal.denied();
      if (denied == null) {
        refuse(id, refusal);
      } else {
        refused
            .note(caller, socket.remoteAddress().hostAddress(), denied.isChange(), denied.first())
            .thenRun(() -> refuse(id, refusal));
      }
      return false;
    }
  }

  private void refuse(String id, ErrorKind kind, String sentence) {
    refuse(id, new Refusal(kind, sentence));
  }

  private void refuse(String id, Refusal refusal) {
    JsonArray errors = new JsonArray();
    refusal.errors().forEach(error -> errors.add(new JsonObject(error.toSpecification())));
    sendMessage(
        new JsonObject().put("id", id).put("type", "error").put("payload", errors).encode());
  }

  private SecurityIdentity caller() {
    return context.user() instanceof QuarkusHttpUser user ? user.getSecurityIdentity() : null;
  }

  private boolean hasExpired() {
    SecurityIdentity caller = caller();
    Long end = caller == null ? null : caller.getAttribute(EXPIRY);
    return end != null && Instant.ofEpochSecond(end).isBefore(clock.instant());
  }

  @Override
  public void sendMessage(String text) {
    if (socket.isClosed()) {
      return;
    }
    if (hasExpired()) {
      close(FORBIDDEN, "Forbidden: the token has expired");
      return;
    }
    if (socket.writeQueueFull()) {
      close(TRY_AGAIN_LATER, "The client reads too slowly");
      return;
    }
    if (text.contains("\"connection_ack\"")) {
      context.vertx().cancelTimer(initialisation);
    }
    forget(text);
    socket.writeTextMessage(text);
  }

  /** An operation that ends makes room for another. */
  private void forget(String text) {
    if (text.contains("\"type\":\"complete\"") || text.contains("\"type\":\"error\"")) {
      JsonObject message = new JsonObject(text);
      if (message.getString("id") != null && !"next".equals(message.getString("type"))) {
        running.remove(message.getString("id"));
      }
    }
  }

  @Override
  public void close(short status, String reason) {
    if (!socket.isClosed()) {
      // the library ends a socket whose token has ended with a general status
      socket.close(status == POLICY ? FORBIDDEN : status, reason);
    }
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }
}

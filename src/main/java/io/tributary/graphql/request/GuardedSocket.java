package io.tributary.graphql.request;

import graphql.language.OperationDefinition.Operation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.graphql.websocket.GraphQLWebSocketSession;
import io.smallrye.graphql.websocket.GraphQLWebsocketHandler;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.audit.RefusedAccess;
import io.tributary.graphql.request.Documents.Admitted;
import io.tributary.graphql.request.Refusal.Denied;
import io.tributary.platform.UnderWay;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

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

  /** Between the number of an operation and its id. */
  private static final String NAME_END = ":";

  private static final short BAD_REQUEST = 4400;
  private static final short UNAUTHORIZED = 4401;
  private static final short FORBIDDEN = 4403;
  private static final short INITIALISATION_TIMEOUT = 4408;
  private static final short SUBSCRIBER_EXISTS = 4409;
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
  private final RegisteredDocuments registered;
  private final Deadlines deadlines;
  private final RefusedAccess refused;
  private final Clock clock;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private final long initialisation;
  private GraphQLWebsocketHandler library;
  private long begun;
  private CompletableFuture<Void> turn = CompletableFuture.completedFuture(null);

  /**
   * An operation that has begun.
   *
   * @param name what the library knows it by: a client may use an id again while the library still
   *     has something to say of the operation that had it before
   * @param asked what was asked for
   * @param text its document
   * @param kind of what kind it is
   * @param timer ends it when it is late; null for a subscription
   */
  private record Running(String name, Asked asked, String text, Operation kind, Long timer) {}

  GuardedSocket(
      RoutingContext context,
      ServerWebSocket socket,
      Rates rates,
      Documents documents,
      RegisteredDocuments registered,
      Deadlines deadlines,
      RefusedAccess refused,
      Clock clock,
      Duration patience) {
    this.context = context;
    this.socket = socket;
    this.rates = rates;
    this.documents = documents;
    this.registered = registered;
    this.deadlines = deadlines;
    this.refused = refused;
    this.clock = clock;
    UnderWay.begin(context);
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
    this.library = library;
    socket.closeHandler(
        closed -> {
          context.vertx().cancelTimer(initialisation);
          running.forEach(this::end);
          UnderWay.end(context);
          library.onClose();
        });
    socket.exceptionHandler(
        failure -> {
          library.onThrowable(failure);
          close(TOO_LONG, "The message is too long");
        });
    socket.binaryMessageHandler(bytes -> close(BAD_REQUEST, "Text messages only"));
    socket.textMessageHandler(this::hear);
  }

  private void hear(String text) {
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
      start(message);
    } else if (name.equals("complete") && !(message.getValue("id") instanceof String)) {
      close(BAD_REQUEST, "Invalid message received");
    } else {
      if (name.equals("complete")) {
        String id = message.getString("id");
        Running of = running.get(id);
        if (of != null) {
          complete(of.name());
          end(id, of);
        }
        stopReads();
      } else {
        library.onMessage(text);
      }
    }
  }

  private void start(JsonObject message) {
    boolean isWhole =
        message.getValue("id") instanceof String id
            && !id.isEmpty()
            && message.getValue("payload") instanceof JsonObject;
    if (!isWhole) {
      close(BAD_REQUEST, "Invalid message received");
      return;
    }
    SecurityIdentity caller = caller();
    if (caller == null || caller.isAnonymous()) {
      close(UNAUTHORIZED, "Unauthorized");
      return;
    }
    Asked asked;
    try {
      asked = Asked.of(message.getJsonObject("payload"));
    } catch (IllegalArgumentException malformed) {
      close(BAD_REQUEST, "Invalid message received");
      return;
    }
    rates
        .takeForCaller(caller.getPrincipal().getName(), caller.getRoles())
        .subscribe()
        .with(
            isTaken -> {
              String id = message.getString("id");
              if (running.containsKey(id)) {
                close(SUBSCRIBER_EXISTS, "Subscriber for " + id + " already exists");
              } else if (!isTaken) {
                refuse(id, ErrorKind.RATE_LIMITED, "Too many requests. Try again in a second.");
              } else if (running.size() >= MOST_OPERATIONS) {
                refuse(
                    id,
                    ErrorKind.RATE_LIMITED,
                    "A socket carries at most " + MOST_OPERATIONS + " operations. Complete one.");
              } else {
                admit(id, asked, caller);
              }
            },
            failure -> close(TRY_AGAIN_LATER, "Try again later"));
  }

  /** The library says nothing at all to a subscription that is refused before it begins. */
  private void admit(String id, Asked asked, SecurityIdentity caller) {
    try {
      String text = registered.resolve(asked);
      Admitted admitted = admitted(asked, text, caller);
      String name = ++begun + NAME_END + id;
      running.put(id, new Running(name, asked, text, admitted.kind(), timer(id, admitted)));
      library.onMessage(subscribe(name, asked, text));
    } catch (Refusal refusal) {
      refuse(id, null, refusal, caller);
    }
  }

  private static String subscribe(String id, Asked asked, String text) {
    JsonObject payload = new JsonObject().put("query", text).put("variables", asked.variables());
    if (asked.operationName() != null) {
      payload.put("operationName", asked.operationName());
    }
    return message("subscribe", id).put("payload", payload).encode();
  }

  private static JsonObject message(String type, String id) {
    return new JsonObject().put("id", id).put("type", type);
  }

  private Admitted admitted(Asked asked, String text, SecurityIdentity caller) {
    return documents.admit(text, asked.operationName(), asked.variables(), caller.getRoles());
  }

  private Long timer(String id, Admitted admitted) {
    Duration most = deadlines.of(admitted);
    return most == null
        ? null
        : context
            .vertx()
            .setTimer(
                most.toMillis(),
                late -> {
                  Running of = running.get(id);
                  if (of == null) {
                    return;
                  }
                  complete(of.name());
                  refuse(id, of, Deadlines.late(admitted.kind(), most));
                  stopReads();
                });
  }

  private void refuse(String id, Running of, Refusal refusal, SecurityIdentity caller) {
    Denied denied = refusal.denied();
    if (denied == null) {
      refuse(id, of, refusal);
    } else {
      refused
          .note(caller, socket.remoteAddress().hostAddress(), denied.isChange(), denied.first())
          .thenRun(() -> refuse(id, of, refusal));
    }
  }

  private void refuse(String id, ErrorKind kind, String sentence) {
    refuse(id, null, new Refusal(kind, sentence));
  }

  /** Tells that an operation ends, or, where there is none, that it does not begin. */
  private void refuse(String id, Running of, Refusal refusal) {
    JsonArray errors = new JsonArray();
    refusal.errors().forEach(error -> errors.add(new JsonObject(error.toSpecification())));
    if (of != null) {
      end(id, of);
    }
    write(message("error", id).put("payload", errors).encode());
  }

  /** Tells the library that nobody waits for an operation any more. */
  private void complete(String name) {
    library.onMessage(message("complete", name).encode());
  }

  /** An operation that ends makes room for another. */
  private void end(String id, Running ended) {
    if (running.remove(id, ended) && ended.timer() != null) {
      context.vertx().cancelTimer(ended.timer());
    }
  }

  /**
   * What the socket still reads once it has no operation is for nobody. While it has another, it is
   * not known whose a read is, and the database's own limit ends those of the one that is over.
   */
  private void stopReads() {
    if (running.isEmpty()) {
      UnderWay.end(context);
      UnderWay.begin(context);
    }
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
    JsonObject message = new JsonObject(text);
    String name = message.getString("id");
    if (name == null) {
      if ("connection_ack".equals(message.getString("type"))) {
        context.vertx().cancelTimer(initialisation);
      }
      write(text);
      return;
    }
    String id = name.substring(name.indexOf(NAME_END) + 1);
    Running of = running.get(id);
    String type = message.getString("type");
    boolean ends = !"next".equals(type);
    if (of == null || !of.name().equals(name)) {
      // it was late, or its client has done with it: before the library had begun, it does not know
      if (!ends) {
        complete(name);
      }
      return;
    }
    if ("error".equals(type)) {
      complete(name);
    }
    String told = message.put("id", id).encode();
    if (of.kind() == Operation.SUBSCRIPTION) {
      inTurn(() -> sendEvent(id, of, ends, told));
    } else {
      send(id, of, ends, told);
    }
  }

  private void send(String id, Running of, boolean ends, String text) {
    if (ends) {
      end(id, of);
    }
    write(text);
  }

  /**
   * What a subscription tells goes to whoever may hear it now: the token is checked again, since it
   * may have ended or been taken back, and what its roles open may have changed.
   */
  private Uni<Void> sendEvent(String id, Running of, boolean ends, String text) {
    if (ends) {
      send(id, of, true, text);
      return Uni.createFrom().voidItem();
    }
    HttpAuthenticator authenticator = context.get(HttpAuthenticator.class.getName());
    return authenticator
        .attemptAuthentication(context)
        .onItemOrFailure()
        .transform(
            (caller, failure) -> {
              if (caller == null || caller.isAnonymous()) {
                close(FORBIDDEN, "Forbidden: the token is not valid any more");
              } else if (running.get(id) == of) {
                sendTo(caller, id, of, text);
              }
              return null;
            });
  }

  private void sendTo(SecurityIdentity caller, String id, Running of, String text) {
    try {
      admitted(of.asked(), of.text(), caller);
      write(text);
    } catch (Refusal refusal) {
      complete(of.name());
      refuse(id, of, refusal, caller);
    }
  }

  /** One after the other, as they came. */
  private synchronized void inTurn(Supplier<Uni<Void>> step) {
    turn =
        turn.thenCompose(nothing -> step.get().subscribeAsCompletionStage())
            .exceptionally(
                failure -> {
                  close(TRY_AGAIN_LATER, "Try again later");
                  return null;
                });
  }

  private void write(String text) {
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
    socket.writeTextMessage(text);
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

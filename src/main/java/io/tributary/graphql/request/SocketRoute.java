package io.tributary.graphql.request;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.smallrye.graphql.runtime.SmallRyeAuthGraphQLTransportWSSubprotocolHandler;
import io.quarkus.smallrye.graphql.runtime.SmallRyeGraphQLAbstractHandler;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.tributary.graphql.audit.RefusedAccess;
import io.tributary.platform.GraphqlPath;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * GraphQL over a WebSocket by the graphql-transport-ws protocol. The library speaks the protocol;
 * who may open a socket and what it may carry is decided here and in {@link GuardedSocket}.
 */
@Singleton
class SocketRoute extends SmallRyeGraphQLAbstractHandler {
  private static final String PROTOCOL = "graphql-transport-ws";
  private static final String TOKEN = "Authorization";

  /** Behind the filter that signs callers in (-200), before the library's own route (-99). */
  private static final int ORDER = -150;

  private final Rates rates;
  private final Documents documents;
  private final RegisteredDocuments registered;
  private final Deadlines deadlines;
  private final RefusedAccess refused;
  private final Clock clock;
  private final Optional<List<String>> origins;
  private final Duration patience;

  SocketRoute(
      CurrentIdentityAssociation identity,
      CurrentVertxRequest current,
      Rates rates,
      Documents documents,
      RegisteredDocuments registered,
      Deadlines deadlines,
      RefusedAccess refused,
      Clock clock,
      @ConfigProperty(name = "tributary.graphql.socket.origins") Optional<List<String>> origins,
      @ConfigProperty(name = "tributary.graphql.socket.patience", defaultValue = "3s")
          Duration patience) {
    super(identity, current, false);
    this.rates = rates;
    this.documents = documents;
    this.registered = registered;
    this.deadlines = deadlines;
    this.refused = refused;
    this.clock = clock;
    this.origins = origins;
    this.patience = patience;
  }

  void register(@Observes Router router) {
    router
        .route(GraphqlPath.PATH)
        .order(ORDER)
        .handler(
            context -> {
              if (!GraphqlPath.opensSocket(context)) {
                context.next();
              } else if (!isWelcome(context)) {
                context.response().setStatusCode(403).end();
              } else {
                handle(context);
              }
            });
  }

  /**
   * A page of another site can open a socket with its visitor's address and network, so a browser's
   * Origin must be our own host's or listed. Programs send none.
   */
  private boolean isWelcome(RoutingContext context) {
    String origin = context.request().getHeader("Origin");
    if (origin == null || origins.orElse(List.of()).contains(origin)) {
      return true;
    }
    String host = context.request().getHeader("Host");
    return origin.equals("https://" + host) || origin.equals("http://" + host);
  }

  @Override
  protected void doHandle(RoutingContext context) {
    Map<String, Object> shared = getMetaData(context);
    context
        .request()
        .toWebSocket()
        .onSuccess(
            socket -> {
              if (PROTOCOL.equals(socket.subProtocol())) {
                guard(context, socket, shared);
              } else {
                socket.close((short) 4406, "Subprotocol not acceptable: speak " + PROTOCOL);
              }
            });
  }

  private void guard(RoutingContext context, ServerWebSocket socket, Map<String, Object> shared) {
    GuardedSocket guarded =
        new GuardedSocket(
            context, socket, rates, documents, registered, deadlines, refused, clock, patience);
    guarded.listen(
        new SmallRyeAuthGraphQLTransportWSSubprotocolHandler(
            guarded, shared, context, this, Optional.of(TOKEN)));
  }
}

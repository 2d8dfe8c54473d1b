package io.tributary.platform;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Where the GraphQL endpoint is, however its path is spelt. */
public final class GraphqlPath {
  /** The endpoint. */
  public static final String PATH = "/graphql";

  private GraphqlPath() {}

  /** Whether a request is for the endpoint or for what lies below it. */
  public static boolean isUnder(RoutingContext request) {
    String path = request.normalizedPath();
    return path.equals(PATH) || path.startsWith(PATH + "/");
  }

  /** Whether a request is for the endpoint itself; routers take a slash at the end for nothing. */
  public static boolean isEndpoint(RoutingContext request) {
    String path = request.normalizedPath();
    return path.equals(PATH) || path.equals(PATH + "/");
  }

  /** Whether a request would open a WebSocket to the endpoint. */
  public static boolean opensSocket(RoutingContext request) {
    return isEndpoint(request)
        && request.request().method().equals(HttpMethod.GET)
        && "websocket".equalsIgnoreCase(request.request().getHeader("Upgrade"));
  }
}

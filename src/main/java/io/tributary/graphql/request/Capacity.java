package io.tributary.graphql.request;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.DatabaseCircuit;
import io.tributary.platform.GraphqlPath;
import io.tributary.platform.RequestId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.MDC;

/**
 * How much this process takes on at once. What would be more is refused before it is read, and so
 * is everything while the database is gone: a caller who hears at once can try elsewhere, one who
 * queues fills the memory.
 */
@Singleton
class Capacity {
  /** Before any other filter of ours: a refusal must cost nothing. */
  private static final int FIRST = 400;

  private static final String REFUSED = "tributary.requests.refused";
  private static final String REST = "/v1/";

  /** How long a body of GraphQL may take to come; the other routes have patience of their own. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Pattern FILES = Pattern.compile("^/v1/(imports|exports)(/|$)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
  private static final String IMPORTS = "/v1/imports/";
  private static final String RETRY_AFTER_SECONDS = "1";

  /** What a body counts that goes to the database in pieces. */
  private static final long PIECE = 64 * 1024;

  /** What a body counts whose length is not told, and at most: more of it no route reads. */
  private static final long LARGEST = 512 * 1024;

  /** A body that is refused is read to its end, so that its sender sees the answer; this much. */
  private static final long READ_TO_ITS_END = 1024 * 1024;

  private final DatabaseCircuit circuit;
  private final MeterRegistry meters;

  /** Requests at once; set once, and by tests. */
  volatile int mostRequests;

  /** Bytes of their bodies; set once, and by tests. */
  volatile long mostBytes;

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  Capacity(
      DatabaseCircuit circuit,
      MeterRegistry meters,
      @ConfigProperty(name = "tributary.requests.most", defaultValue = "512") int mostRequests,
      @ConfigProperty(name = "tributary.requests.bytes", defaultValue = "32M")
          MemorySize mostBytes) {
    this.circuit = circuit;
    this.meters = meters;
    meters.counter(REFUSED, "why", "database");
    meters.counter(REFUSED, "why", "busy");
    Gauge.builder("tributary.requests.active", requests, AtomicInteger::get)
        .description("Requests under way")
        .register(meters);
    Gauge.builder("tributary.requests.bytes", bytes, AtomicLong::get)
        .description("Bytes of the bodies of requests under way")
        .baseUnit("bytes")
        .register(meters);
    this.mostRequests = mostRequests;
    this.mostBytes = mostBytes.asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(Capacity::name, FIRST + 1);
    filters.register(this::take, FIRST);
  }

  private static void name(RoutingContext context) {
    if (isOurs(context) || GraphqlPath.opensSocket(context)) {
      String id = RequestId.of(context.request().getHeader(RequestId.HEADER));
      MDC.put(RequestId.KEY, id);
      context.response().putHeader(RequestId.HEADER, id);
    }
    context.next();
  }

  private void take(RoutingContext context) {
    if (!isOurs(context)) {
      context.next();
      return;
    }
    if (circuit.isOpen()) {
      meters.counter(REFUSED, "why", "database").increment();
      refuse(context, "The database does not answer at present. Try again later.");
      return;
    }
    long size = size(context);
    boolean fits = requests.incrementAndGet() <= mostRequests & bytes.addAndGet(size) <= mostBytes;
    if (!fits) {
      giveBack(size);
      meters.counter(REFUSED, "why", "busy").increment();
      refuse(context, "Too much is under way here. Try again in a second.");
      return;
    }
    Ended.then(context, () -> giveBack(size));
    if (GraphqlPath.isUnder(context)) {
      boundPatience(context);
    }
    context.next();
  }

  /** Or a few who send a body and never its end would keep everybody else out. */
  private static void boundPatience(RoutingContext context) {
    HttpServerRequest request = context.request();
    long timer =
        context
            .vertx()
            .setTimer(
                PATIENCE.toMillis(),
                late -> {
                  if (!request.isEnded()) {
                    request.connection().close();
                  }
                });
    Ended.then(context, () -> context.vertx().cancelTimer(timer));
  }

  /** Requests that are under way. */
  int underWay() {
    return requests.get();
  }

  /** Bytes of their bodies. */
  long bytesUnderWay() {
    return bytes.get();
  }

  private void giveBack(long size) {
    requests.decrementAndGet();
    bytes.addAndGet(-size);
  }

  /** A socket is long and has limits of its own. */
  private static boolean isOurs(RoutingContext context) {
    return context.normalizedPath().startsWith(REST)
        || GraphqlPath.isUnder(context) && !GraphqlPath.opensSocket(context);
  }

  private static long size(RoutingContext context) {
    if (context.normalizedPath().startsWith(IMPORTS)) {
      return PIECE;
    }
    long declared = declared(context.request());
    return declared < 0 ? LARGEST : Math.min(declared, LARGEST);
  }

  private static long declared(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length != null && NUMBER.matcher(length).matches()) {
      return Long.parseLong(length);
    }
    return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null ? 0 : -1;
  }

  /**
   * As the route itself would say it: SDKs of the tracking API look for other words than people.
   */
  private static JsonObject refusal(RoutingContext context, String sentence) {
    boolean isTracking = !FILES.matcher(context.normalizedPath()).find();
    return isTracking
        ? new JsonObject().put("success", false).put("reason", sentence)
        : new JsonObject().put("error", sentence);
  }

  private static void refuse(RoutingContext context, String sentence) {
    HttpServerRequest request = context.request();
    context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    long declared = declared(request);
    if (declared < 0 || declared > READ_TO_ITS_END) {
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      context.addEndHandler(sent -> request.connection().close());
    } else {
      request.resume();
    }
    if (context.normalizedPath().startsWith(REST)) {
      context
          .response()
          .setStatusCode(503)
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .end(refusal(context, sentence).put("code", ErrorKind.OVERLOADED.name()).encode());
    } else {
      HttpAnswer.error(context, 503, ErrorKind.OVERLOADED, sentence);
    }
  }
}

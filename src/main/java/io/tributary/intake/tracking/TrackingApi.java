package io.tributary.intake.tracking;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ErrorKind;
import io.tributary.identity.Source;
import io.tributary.identity.Sources;
import io.tributary.platform.Faults;
import io.tributary.platform.Outage;
import io.tributary.platform.RequestId;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Segment's tracking API over HTTP: {@code POST /v1/identify}, {@code /v1/track}, … {@code
 * /v1/batch}, signed with a source's write key.
 *
 * <p>Answers are chosen for what SDKs do with them: 200 when all is committed that can be, or
 * acknowledged by the broker where it goes to Kafka; 400 and 401 are final, 408 and 5xx are tried
 * again.
 */
@ApplicationScoped
class TrackingApi {
  private static final Logger LOG = Logger.getLogger(TrackingApi.class);

  /** The most bytes of a batch. */
  static final int LARGEST_BATCH = 500 * 1024;

  private static final List<String> BATCH_PATHS = List.of("batch", "b", "import");
  private static final String RETRY_AFTER_SECONDS = "5";

  private final Sources sources;
  private final Tracking tracking;
  private final TopicDoor topic;
  private final Clock clock;

  TrackingApi(Sources sources, Tracking tracking, TopicDoor topic, Clock clock) {
    this.sources = sources;
    this.tracking = tracking;
    this.topic = topic;
    this.clock = clock;
  }

  void routes(@Observes Router router) {
    for (MessageType type : MessageType.values()) {
      route(router, type.path(), Messages.LARGEST, type);
      route(router, type.shortPath(), Messages.LARGEST, type);
    }
    BATCH_PATHS.forEach(path -> route(router, path, LARGEST_BATCH, null));
  }

  private void route(Router router, String path, int limit, MessageType type) {
    router.route(HttpMethod.OPTIONS, "/v1/" + path).handler(TrackingApi::allowBrowsers);
    router
        .route(HttpMethod.POST, "/v1/" + path)
        .handler(
            call ->
                BodyReader.read(
                    call.request(),
                    limit,
                    body ->
                        Uni.createFrom()
                            .deferred(() -> answer(call, body, limit, type))
                            .subscribe()
                            .with(answer -> write(call, answer), fault -> fail(call, fault))));
  }

  /** What is answered, in JSON. */
  private record Answer(int status, JsonObject json) {
    static Answer refusal(int status, String reason) {
      return new Answer(
          status,
          new JsonObject()
              .put("success", false)
              .put("code", ErrorKind.of(status).name())
              .put("reason", reason));
    }
  }

  private Uni<Answer> answer(
      RoutingContext call, BodyReader.Result body, int limit, MessageType type) {
    Instant receivedAt = clock.instant();
    String header = call.request().getHeader(HttpHeaders.AUTHORIZATION);
    String encoding = call.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    if (body.timedOut()) {
      return Uni.createFrom().item(Answer.refusal(408, "the body did not arrive in time"));
    }
    byte[] json = body.bytes();
    try {
      json = body.tooLarge() ? json : Body.json(json, encoding, limit);
      if (body.tooLarge() || json.length > limit) {
        throw Body.tooLarge(limit);
      }
      Envelope envelope = Envelope.of(JsonText.utf8(json), type == null);
      return signedIn(
          basic(header).orElse(envelope.writeKey()),
          source -> take(new Call(source, envelope, type, receivedAt)));
    } catch (Refused e) {
      return refuseWhole(header, json, e.getMessage(), receivedAt);
    }
  }

  private Uni<Answer> signedIn(String writeKey, Function<Source, Uni<Answer>> then) {
    Uni<Optional<Source>> found =
        writeKey == null || writeKey.isBlank()
            ? Uni.createFrom().item(Optional.empty())
            : sources.byWriteKey(writeKey);
    return found.chain(
        source ->
            source
                .map(then)
                .orElseGet(
                    () ->
                        Uni.createFrom()
                            .item(
                                Answer.refusal(
                                    401,
                                    "no source has this write key; send it as the user of HTTP"
                                        + " Basic authentication, or as writeKey in the body"))));
  }

  private Uni<Answer> take(Call call) {
    Messages messages = new Messages(call.source(), call.receivedAt(), call.envelope());
    List<Reading> readings =
        call.envelope().messages().stream().map(raw -> messages.read(raw, call.type())).toList();
    return take(call, readings).map(taken -> call.type() == null ? ofBatch(taken) : ofOne(taken));
  }

  private Uni<Taken> take(Call call, List<Reading> readings) {
    return topic.isOpen()
        ? topic.write(call, readings)
        : tracking.take(call.source(), readings, call.receivedAt());
  }

  private static Answer ofOne(Taken taken) {
    return taken.rejected().isEmpty()
        ? new Answer(200, new JsonObject().put("success", true))
        : Answer.refusal(400, taken.rejected().get(0).reason());
  }

  private static Answer ofBatch(Taken taken) {
    JsonObject json = new JsonObject().put("success", true);
    if (!taken.rejected().isEmpty()) {
      JsonArray rejected = new JsonArray();
      for (Taken.Rejection one : taken.rejected()) {
        rejected.add(
            new JsonObject()
                .put("index", one.index())
                .put("messageId", one.messageId())
                .put("reason", one.reason()));
      }
      json.put("accepted", taken.accepted()).put("rejected", rejected);
    }
    return new Answer(200, json);
  }

  /** A body that cannot be taken apart is kept as one refused message, if it says whose it is. */
  private Uni<Answer> refuseWhole(String header, byte[] body, String reason, Instant receivedAt) {
    Answer answer = Answer.refusal(400, reason);
    String raw = new String(body, StandardCharsets.UTF_8);
    Optional<String> writeKey = basic(header).or(() -> Envelope.writeKeyIn(raw));
    if (writeKey.isEmpty()) {
      tracking.countUnsigned();
      return Uni.createFrom().item(answer);
    }
    Envelope unread = new Envelope(writeKey.get(), null, Map.of(), List.of());
    List<Reading> refusal = List.of(new Reading.Refusal(raw, null, reason));
    return signedIn(
        writeKey.get(),
        source -> take(new Call(source, unread, null, receivedAt), refusal).replaceWith(answer));
  }

  /** The user of HTTP Basic authentication, blank when broken; empty without such a header. */
  private static Optional<String> basic(String header) {
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
      String userAndPassword = new String(decoded, StandardCharsets.UTF_8);
      int colon = userAndPassword.indexOf(':');
      return Optional.of(colon < 0 ? userAndPassword : userAndPassword.substring(0, colon));
    } catch (IllegalArgumentException e) {
      return Optional.of("");
    }
  }

  private static void write(RoutingContext call, Answer answer) {
    HttpServerResponse response = open(call);
    if (!response.ended() && !response.closed()) {
      response
          .setStatusCode(answer.status())
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .end(answer.json().encode())
          .onComplete(sent -> hangUpIfAnnounced(call));
    }
  }

  /**
   * The header alone does not make the server close, and the rest of the body would stay unread.
   */
  private static void hangUpIfAnnounced(RoutingContext call) {
    if (call.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
      call.request().connection().close();
    }
  }

  /** A fault of ours, which SDKs answer by sending again. */
  private static void fail(RoutingContext call, Throwable fault) {
    boolean isBug =
        fault instanceof RuntimeException
            && !(fault instanceof VertxException)
            && !Outage.isBehind(fault);
    String reference = RequestId.current();
    if (isBug) {
      LOG.errorf(fault, "tracking fault, reference %s", reference);
    } else {
      LOG.warnf("tracking is turned away, reference %s: %s", reference, Faults.kind(fault));
    }
    call.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    write(
        call,
        Answer.refusal(
            isBug ? 500 : 503,
            "nothing was taken in, by a fault of ours; send it again (reference %s)"
                .formatted(reference)));
  }

  /** Any page may write: a write key opens nothing that could be read. */
  private static HttpServerResponse open(RoutingContext call) {
    return call.response().putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
  }

  private static void allowBrowsers(RoutingContext call) {
    String headers = call.request().getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
    HttpServerResponse response =
        open(call)
            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "POST")
            .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400");
    if (headers != null) {
      response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
    }
    response.setStatusCode(204).end();
  }
}

package io.tributary.intake.tracking;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Reads a body without keeping more than is allowed. The rest of one that is too large is read and
 * thrown away, up to a point: a client that is still writing would not see the answer.
 */
final class BodyReader {
  private static final long THROWN_AWAY_AT_MOST = 8L * 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpServerRequest request;
  private final long limit;
  private final Consumer<Result> then;
  private final Buffer kept = Buffer.buffer();
  private final long timer;
  private long seen;
  private boolean done;

  /**
   * What came.
   *
   * @param bytes as they came, at most as many as are allowed
   * @param tooLarge whether there were more
   * @param timedOut whether the end did not come
   */
  record Result(byte[] bytes, boolean tooLarge, boolean timedOut) {}

  private BodyReader(HttpServerRequest request, long limit, Consumer<Result> then) {
    this.request = request;
    this.limit = limit;
    this.then = then;
    this.timer = Vertx.currentContext().owner().setTimer(PATIENCE.toMillis(), t -> end(true));
  }

  /**
   * Reads a request's body and hands it on; a client that goes away gets no answer.
   *
   * @param limit the most bytes of JSON
   */
  static void read(HttpServerRequest request, int limit, Consumer<Result> then) {
    BodyReader reader = new BodyReader(request, limit + Body.GZIP_ADDS, then);
    if (reader.declared() > THROWN_AWAY_AT_MOST || reader.mayBeSpared()) {
      reader.seen = reader.declared();
      reader.hangUpAfterwards();
      reader.end(false);
      return;
    }
    request.handler(reader::keep);
    request.endHandler(nothing -> reader.end(false));
    request.exceptionHandler(gone -> reader.giveUp());
    if (reader.waitsForGo()) {
      request.response().writeContinue();
    }
    request.resume();
  }

  private long declared() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
  }

  private boolean waitsForGo() {
    return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
  }

  private boolean mayBeSpared() {
    return waitsForGo() && declared() > limit;
  }

  private void keep(Buffer part) {
    seen += part.length();
    int room = (int) Math.min(part.length(), limit - kept.length());
    kept.appendBuffer(part, 0, room);
    if (seen > THROWN_AWAY_AT_MOST) {
      hangUpAfterwards();
      end(false);
    }
  }

  private void hangUpAfterwards() {
    request.response().putHeader(HttpHeaders.CONNECTION, "close");
  }

  private void end(boolean timedOut) {
    if (!done) {
      giveUp();
      if (timedOut) {
        hangUpAfterwards();
      }
      then.accept(new Result(kept.getBytes(), seen > limit, timedOut));
    }
  }

  private void giveUp() {
    done = true;
    Vertx.currentContext().owner().cancelTimer(timer);
  }
}

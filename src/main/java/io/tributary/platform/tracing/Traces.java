package io.tributary.platform.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerRoute;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerRouteSource;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Spans of our own. Where tracing is off each of these does the work and nothing else. */
@ApplicationScoped
public class Traces {
  private static final int MOST_LINKS = 32;
  private static final int LONGEST_NAME = 100;

  private static final TextMapGetter<Map<String, String>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  private final OpenTelemetry telemetry;
  private final Vertx vertx;
  private final boolean isOff;

  Traces(
      OpenTelemetry telemetry,
      Vertx vertx,
      @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean isOff) {
    this.telemetry = telemetry;
    this.vertx = vertx;
    this.isOff = isOff;
  }

  /** Whether anything is traced. */
  public boolean areOn() {
    return !isOff;
  }

  /**
   * Names the current request's span. Who names its route first as a controller has the last word:
   * the server would name it for the path when it ends.
   */
  public void name(String route, String name) {
    if (!isOff) {
      HttpServerRoute.update(Context.current(), HttpServerRouteSource.CONTROLLER, route);
      Span.current().updateName(name.substring(0, Math.min(name.length(), LONGEST_NAME)));
    }
  }

  /** Does work that begins a trace of its own. */
  public <T> Uni<T> root(String name, Supplier<Uni<T>> work) {
    return isOff
        ? Uni.createFrom().deferred(work::get)
        : within(() -> builder(name, SpanKind.INTERNAL).setNoParent(), work);
  }

  /**
   * Does work for messages that came with traces of their own: within the trace if it is one, else
   * in one that is linked to the first of them.
   *
   * @param headers of each message
   */
  public <T> Uni<T> received(
      String name, List<Map<String, String>> headers, Supplier<Uni<T>> work) {
    if (isOff) {
      return Uni.createFrom().deferred(work::get);
    }
    Set<SpanContext> senders = new LinkedHashSet<>();
    for (Map<String, String> each : headers) {
      SpanContext sender =
          Span.fromContext(
                  telemetry
                      .getPropagators()
                      .getTextMapPropagator()
                      .extract(Context.root(), each, HEADERS))
              .getSpanContext();
      if (sender.isValid() && senders.size() < MOST_LINKS) {
        senders.add(sender);
      }
    }
    return within(
        () -> {
          SpanBuilder span = builder(name, SpanKind.CONSUMER).setNoParent();
          if (senders.size() == 1) {
            return span.setParent(Context.root().with(Span.wrap(senders.iterator().next())));
          }
          senders.forEach(span::addLink);
          return span;
        },
        work);
  }

  /** Gives the current trace on, as headers. */
  public void send(BiConsumer<String, String> header) {
    if (!isOff) {
      telemetry
          .getPropagators()
          .getTextMapPropagator()
          .inject(Context.current(), header, (to, name, value) -> to.accept(name, value));
    }
  }

  private SpanBuilder builder(String name, SpanKind kind) {
    return telemetry.getTracer("io.tributary").spanBuilder(name).setSpanKind(kind);
  }

  /** The span hangs on a Vert.x context, where statements look for whom they belong to. */
  private <T> Uni<T> within(Supplier<SpanBuilder> builder, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              io.vertx.core.Context context =
                  VertxContext.isOnDuplicatedContext()
                      ? Vertx.currentContext()
                      : VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
              Span span = builder.get().startSpan();
              Scope scope =
                  QuarkusContextStorage.INSTANCE.attach(context, Context.root().with(span));
              return Uni.createFrom()
                  .<T>deferred(work::get)
                  .runSubscriptionOn(
                      task -> {
                        if (Vertx.currentContext() == context) {
                          task.run();
                        } else {
                          context.runOnContext(nothing -> task.run());
                        }
                      })
                  .onTermination()
                  .invoke(
                      (done, failure, cancelled) -> {
                        if (failure != null) {
                          span.setStatus(StatusCode.ERROR);
                        }
                        span.end();
                        scope.close();
                      });
            });
  }
}

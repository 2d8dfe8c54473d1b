package io.tributary.platform.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names a request's span for its path and takes out of it what may say who somebody is: the query
 * string (a GET's document and variables), addresses, the browser, and a path that is none of ours.
 * Statements are in spans as they are written, their parameters never; messages of faults, which
 * quote values, are left out by {@code quarkus.otel.span.event.count.limit=0}.
 */
@ApplicationScoped
class CleanSpans implements SpanProcessor {
  private static final List<AttributeKey<String>> PERSONAL =
      List.of(
          AttributeKey.stringKey("url.query"),
          AttributeKey.stringKey("user_agent.original"),
          AttributeKey.stringKey("client.address"),
          AttributeKey.stringKey("network.peer.address"));

  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final AttributeKey<String> STATEMENT = AttributeKey.stringKey("db.statement");
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final Pattern ID = Pattern.compile("(?<=/)[a-z]{3}_[0-9a-z]+");
  private static final Pattern OURS = Pattern.compile("/graphql|/(v1|q)/[\\w/.-]*");

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    if (span.getAttribute(STATEMENT) != null || span.getAttribute(SYSTEM) != null) {
      return; // whose address is the database's
    }
    for (AttributeKey<String> key : PERSONAL) {
      if (span.getAttribute(key) != null) {
        span.setAttribute(key, "");
      }
    }
    String path = span.getAttribute(PATH);
    if (path != null) {
      String route = OURS.matcher(path).matches() ? ID.matcher(path).replaceAll("*") : "/*";
      span.setAttribute(PATH, route);
      span.updateName(span.getAttribute(METHOD) + " " + route);
    }
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    // nothing is added at the end
  }

  @Override
  public boolean isEndRequired() {
    return false;
  }
}

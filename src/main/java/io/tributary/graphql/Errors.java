package io.tributary.graphql;

import io.smallrye.graphql.api.ErrorExtensionProvider;
import jakarta.json.Json;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** What an error shows under {@code extensions}; what it hides goes to the log. */
public final class Errors {
  private static final Logger LOG = Logger.getLogger(Errors.class);

  private Errors() {}

  private static Throwable root(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? root(failure.getCause())
        : failure;
  }

  static ErrorKind kind(Throwable failure) {
    Throwable cause = root(failure);
    if (cause instanceof ApiException e) {
      return e.kind();
    }
    if (cause instanceof io.quarkus.security.UnauthorizedException
        || cause instanceof io.quarkus.security.AuthenticationFailedException) {
      return ErrorKind.UNAUTHENTICATED;
    }
    if (cause instanceof io.quarkus.security.ForbiddenException) {
      return ErrorKind.FORBIDDEN;
    }
    return ErrorKind.INTERNAL;
  }

  /** {@code extensions.code}. */
  public static final class Code implements ErrorExtensionProvider {
    @Override
    public String getKey() {
      return "code";
    }

    @Override
    public JsonString mapValueFrom(Throwable failure) {
      return Json.createValue(kind(failure).name());
    }
  }

  /** {@code extensions.field}: the input field at fault. */
  public static final class Field implements ErrorExtensionProvider {
    @Override
    public String getKey() {
      return "field";
    }

    @Override
    public JsonValue mapValueFrom(Throwable failure) {
      return root(failure) instanceof ApiException e && e.field() != null
          ? Json.createValue(e.field())
          : null;
    }
  }

  /** {@code extensions.reference}: finds a fault of ours in the log. */
  public static final class Reference implements ErrorExtensionProvider {
    @Override
    public String getKey() {
      return "reference";
    }

    @Override
    public JsonValue mapValueFrom(Throwable failure) {
      if (kind(failure) != ErrorKind.INTERNAL) {
        return null;
      }
      String reference = io.tributary.platform.Ids.next().toString();
      LOG.errorf(failure, "GraphQL fault, reference %s", reference);
      return Json.createValue(reference);
    }
  }
}

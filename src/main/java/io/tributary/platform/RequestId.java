package io.tributary.platform;

import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * What one request is called in its answer, in the log's lines and towards whoever calls the
 * service for help. A proxy's own id is kept when it looks like one.
 */
public final class RequestId {
  /** The header in which it comes and goes. */
  public static final String HEADER = "X-Request-Id";

  /** Under which the log's lines have it. */
  public static final String KEY = "requestId";

  /** Long enough to be made by a machine, with a letter: no phone number and no name. */
  private static final Pattern SANE = Pattern.compile("(?=.*[A-Za-z])[0-9A-Za-z_-]{16,64}");

  private RequestId() {}

  /**
   * The id of a request.
   *
   * @param given what its header says; null without one
   */
  public static String of(String given) {
    return given != null && SANE.matcher(given).matches() ? given : Ids.next().toString();
  }

  /** The id of the request that is being worked on, or a new one where there is none. */
  public static String current() {
    return MDC.get(KEY) instanceof String id ? id : Ids.next().toString();
  }
}

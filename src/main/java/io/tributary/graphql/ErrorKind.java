package io.tributary.graphql;

/** Every code that an error can carry: {@code extensions.code}, beside GraphQL {@code code}. */
public enum ErrorKind {
  /** The id or identifier points to nothing that the caller may see. */
  NOT_FOUND,
  /** The person's data was erased; nothing can be read of them or done to them any more. */
  GONE,
  /** An argument is not acceptable; {@code extensions.field} names it. */
  INVALID_INPUT,
  /** The state has changed since the caller read it, or does not allow the change. */
  CONFLICT,
  /** The account does not hold the points asked for. */
  INSUFFICIENT_POINTS,
  /** The member does not meet what a reward or a coupon asks for; the message says which. */
  NOT_ELIGIBLE,
  /** All of it are taken. */
  OUT_OF_STOCK,
  /** The idempotency key came before with another request. */
  IDEMPOTENCY_KEY_REUSED,
  /** There is no valid token. */
  UNAUTHENTICATED,
  /** The token's roles do not allow this. */
  FORBIDDEN,
  /** The query would read more than one request may. */
  QUERY_TOO_COSTLY,
  /** Too many requests; try again later. */
  RATE_LIMITED,
  /** The service is at its limit; try again later. */
  OVERLOADED,
  /** Our own fault; {@code extensions.reference} finds it in the log. */
  INTERNAL;

  /** The code that goes with a status of HTTP, for what is answered beside GraphQL. */
  public static ErrorKind of(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 409 -> CONFLICT;
      case 410 -> GONE;
      case 429 -> RATE_LIMITED;
      case 503 -> OVERLOADED;
      default -> status < 500 ? INVALID_INPUT : INTERNAL;
    };
  }
}

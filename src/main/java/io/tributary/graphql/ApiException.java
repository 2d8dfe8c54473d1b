package io.tributary.graphql;

/** A fault of the caller's: a code that programs read and a sentence that says what to do. */
public class ApiException extends RuntimeException {
  private final ErrorKind kind;
  private final String field;

  /** A fault of the whole request. */
  public ApiException(ErrorKind kind, String message) {
    this(kind, null, message);
  }

  /** A fault of one input field, named by its path from the operation's arguments. */
  public ApiException(ErrorKind kind, String field, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.field = field;
  }

  /** {@code INVALID_INPUT} for a field. */
  public static ApiException invalid(String field, String message) {
    return new ApiException(ErrorKind.INVALID_INPUT, field, message);
  }

  /** {@code NOT_FOUND}, worded so that it does not tell a wrong id from one of another type. */
  public static ApiException notFound(String what, String id) {
    return new ApiException(
        ErrorKind.NOT_FOUND, "There is no " + what + " with the id " + id + ". Check the id.");
  }

  /** The code. */
  public ErrorKind kind() {
    return kind;
  }

  /** The path of the input field at fault, or null. */
  public String field() {
    return field;
  }
}

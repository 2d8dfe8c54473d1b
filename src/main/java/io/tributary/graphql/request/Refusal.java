package io.tributary.graphql.request;

import graphql.GraphQLError;
import graphql.execution.AbortExecutionException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Errors;
import java.util.List;

/** A document that is not executed, with the errors that say why. */
final class Refusal extends RuntimeException {
  private final transient List<GraphQLError> errors;
  private final transient Denied denied;

  /**
   * What the caller's roles do not allow.
   *
   * @param isChange whether it was to be changed
   * @param fields as {@code Type.field}, at least one
   */
  record Denied(boolean isChange, List<String> fields) {
    /** The first, with the name alone when it is a field of the root. */
    String first() {
      return fields.get(0).replaceFirst("^(Query|Mutation|Subscription)\\.", "");
    }
  }

  /** INVALID_INPUT with a sentence. */
  Refusal(String sentence) {
    this(ErrorKind.INVALID_INPUT, sentence);
  }

  /** One error with a sentence. */
  Refusal(ErrorKind kind, String sentence) {
    this(List.of(Errors.of(kind, sentence)), null);
  }

  /** FORBIDDEN, naming the fields. */
  Refusal(Denied denied) {
    this(
        List.of(
            Errors.of(
                ErrorKind.FORBIDDEN,
                "The roles of your token do not allow "
                    + String.join(", ", denied.fields())
                    + ". Leave out what is not yours.")),
        denied);
  }

  /** Several errors. */
  Refusal(List<GraphQLError> errors) {
    this(errors, null);
  }

  private Refusal(List<GraphQLError> errors, Denied denied) {
    super(errors.get(0).getMessage(), null, false, false);
    this.errors = errors;
    this.denied = denied;
  }

  /** What is not the caller's; null when it was refused for something else. */
  Denied denied() {
    return denied;
  }

  /** Why, each with its code. */
  List<GraphQLError> errors() {
    return errors;
  }

  /** The same, for the library. */
  AbortExecutionException abort() {
    return new AbortExecutionException(errors);
  }
}

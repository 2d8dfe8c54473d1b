package io.tributary.graphql.request;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AbortExecutionException;
import io.tributary.graphql.ErrorKind;
import java.util.List;
import java.util.Map;

/** A document that is not executed, with the errors that say why. */
final class Refusal extends RuntimeException {
  private final transient List<GraphQLError> errors;

  /** INVALID_INPUT with a sentence. */
  Refusal(String sentence) {
    this(ErrorKind.INVALID_INPUT, sentence);
  }

  /** One error with a sentence. */
  Refusal(ErrorKind kind, String sentence) {
    this(
        List.of(
            GraphqlErrorBuilder.newError()
                .message("%s", sentence)
                .extensions(Map.of("code", kind.name()))
                .build()));
  }

  /** Several errors. */
  Refusal(List<GraphQLError> errors) {
    super(errors.get(0).getMessage(), null, false, false);
    this.errors = errors;
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

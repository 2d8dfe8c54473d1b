package io.tributary.graphql.request;

import graphql.language.OperationDefinition.Operation;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.request.Documents.Admitted;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How long an operation may take, over HTTP and on a socket. */
@Singleton
class Deadlines {
  /** The time of a query; set once, and by tests. */
  volatile Duration query;

  private final Duration overview;
  private final Duration mutation;

  Deadlines(
      @ConfigProperty(name = "tributary.graphql.deadline.query", defaultValue = "5s")
          Duration query,
      @ConfigProperty(name = "tributary.graphql.deadline.overview", defaultValue = "60s")
          Duration overview,
      @ConfigProperty(name = "tributary.graphql.deadline.mutation", defaultValue = "60s")
          Duration mutation) {
    this.query = query;
    this.overview = overview;
    this.mutation = mutation;
  }

  /**
   * The time of an operation; null for a subscription, which ends with its token. A figure over
   * everything that is stored has more than what a page waits for.
   */
  Duration of(Admitted admitted) {
    return switch (admitted.kind()) {
      case QUERY -> admitted.isOverview() ? overview : query;
      case MUTATION -> mutation;
      case SUBSCRIPTION -> null;
    };
  }

  /** OVERLOADED, for an operation that has not ended in time. */
  static Refusal late(Operation kind, Duration most) {
    return new Refusal(
        ErrorKind.OVERLOADED,
        "No answer within "
            + most.toSeconds()
            + " s. "
            + (kind == Operation.MUTATION
                ? "What was asked may still happen: read it before you send it again."
                : "Ask for less, or try again later."));
  }
}

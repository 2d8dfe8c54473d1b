package io.tributary.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The identifier policy in force. */
@ApplicationScoped
public class Policies {
  /** How long a replica may go on with a policy that was replaced. */
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final ObjectMapper json;
  private final Clock clock;
  private volatile Remembered remembered = new Remembered(null, Instant.MIN);

  Policies(ObjectMapper json, Clock clock) {
    this.json = json;
    this.clock = clock;
  }

  private record Remembered(IdentifierPolicy policy, Instant until) {}

  /** The policy in force, read on the caller's connection when it is not remembered. */
  Uni<IdentifierPolicy> current(SqlConnection connection) {
    Remembered known = remembered;
    if (known.until().isAfter(clock.instant())) {
      return Uni.createFrom().item(known.policy());
    }
    return ResolutionStore.rulesInForce(connection)
        .map(this::read)
        .invoke(policy -> remembered = new Remembered(policy, clock.instant().plus(REMEMBERED)));
  }

  /** Makes this replica read the policy anew; the others follow within seconds. */
  public void forget() {
    remembered = new Remembered(null, Instant.MIN);
  }

  private IdentifierPolicy read(String rules) {
    try {
      return json.readValue(rules, IdentifierPolicy.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the identifier policy in force cannot be read", e);
    }
  }
}

package io.tributary.graphql.once;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Caller;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.once.OnceStore.Asked;
import io.tributary.platform.Ids;
import io.tributary.platform.Storable;
import io.tributary.platform.Tx;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Makes changes of definitions once for each key. A key is taken before the change is made and
 * keeps its answer afterwards, each in a short transaction of its own, so that no connection is
 * held while the change needs one. A change that fails gives its key back. Where a process dies in
 * between, the key stays taken for {@link #LEASE}; then the same request may try again.
 *
 * <p>Points have keys of their own, which the ledger keeps with what they changed.
 */
@ApplicationScoped
public class Once {
  private static final int LONGEST_KEY = 200;

  /** How long a change may take before another try may begin. */
  private static final Duration LEASE = Duration.ofMinutes(15);

  /** How long a key is known. */
  private static final Duration KEPT = Duration.ofDays(30);

  /** How often, and how long, a request looks for the answer of the same one before it. */
  private static final Duration LOOKS_EVERY = Duration.ofMillis(50);

  private static final int LOOKS = 200;

  private final OnceStore store;
  private final Caller caller;
  private final Tx tx;
  private final Clock clock;
  private final ObjectMapper json;

  Once(OnceStore store, Caller caller, Tx tx, Clock clock, ObjectMapper json) {
    this.store = store;
    this.caller = caller;
    this.tx = tx;
    this.clock = clock;
    this.json = answers(json);
  }

  /** Values as they are, not as the API shows them. */
  private static ObjectMapper answers(ObjectMapper json) {
    return json.copy()
        .setVisibility(PropertyAccessor.GETTER, Visibility.NONE)
        .setVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
        .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE);
  }

  /**
   * Makes a change, or gives the answer again that the key had.
   *
   * @param operation the name of the mutation: a key is its own
   * @param key the caller's; null makes the change without one
   * @param request all that was asked for: its text tells a repetition from another request
   * @param type of the answer
   * @param change what is done the first time
   * @throws ApiException IDEMPOTENCY_KEY_REUSED, INVALID_INPUT for a bad key, CONFLICT when the
   *     same request is under way and does not end; and as the change
   */
  public <T> Uni<T> answer(
      String operation, String key, Object request, Class<T> type, Supplier<Uni<T>> change) {
    if (key == null) {
      return change.get();
    }
    UUID id = key(operation, key);
    UUID hash = Ids.hash(operation, String.valueOf(request));
    return asked(id, hash, LOOKS)
        .chain(
            asked ->
                asked.answer() != null
                    ? Uni.createFrom().item(() -> read(asked.answer(), type))
                    : first(id, change)
                        .call(made -> tx.write(c -> store.keep(c, id, write(made)))));
  }

  /**
   * Makes a change that leaves things as they are when it is made again, so that its answer need
   * not be kept: for answers that tell of a person. Only the request is compared.
   *
   * @throws ApiException as {@link #answer}
   */
  public <T> Uni<T> repeat(String operation, String key, Object request, Supplier<Uni<T>> change) {
    if (key == null) {
      return change.get();
    }
    UUID id = key(operation, key);
    UUID hash = Ids.hash(operation, String.valueOf(request));
    return asked(id, hash, LOOKS)
        .chain(
            asked ->
                asked.answer() != null
                    ? change.get()
                    : first(id, change).call(made -> tx.write(c -> store.keep(c, id, "{}"))));
  }

  private UUID key(String operation, String key) {
    if (key.isBlank() || key.length() > LONGEST_KEY || !Storable.text(key)) {
      throw ApiException.invalid(
          "input.idempotencyKey", "A key has 1 to " + LONGEST_KEY + " characters.");
    }
    return Ids.hash("once", operation, caller.name(), key);
  }

  /** Takes the key, or what became of the request that has it. */
  private Uni<Asked> asked(UUID id, UUID hash, int looks) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return tx.write(c -> store.take(c, id, hash, now, now.minus(LEASE), now.minus(KEPT)))
        .chain(
            asked -> {
              if (!asked.hash().equals(hash)) {
                throw new ApiException(
                    ErrorKind.IDEMPOTENCY_KEY_REUSED,
                    "input.idempotencyKey",
                    "This key came before with another request. Give each request a key of its own.");
              }
              if (asked.isTaken() || asked.answer() != null) {
                return Uni.createFrom().item(asked);
              }
              if (looks == 0) {
                throw new ApiException(
                    ErrorKind.CONFLICT, "The same request is under way. Try again later.");
              }
              return later().chain(() -> asked(id, hash, looks - 1));
            });
  }

  /** A moment later, where the request is worked on. */
  private static Uni<Void> later() {
    Context here = Vertx.currentContext();
    Executor back = here == null ? Runnable::run : task -> here.runOnContext(v -> task.run());
    return Uni.createFrom().voidItem().onItem().delayIt().by(LOOKS_EVERY).emitOn(back);
  }

  private <T> Uni<T> first(UUID id, Supplier<Uni<T>> change) {
    return Uni.createFrom()
        .deferred(change::get)
        .onFailure()
        .call(() -> tx.write(c -> store.giveBack(c, id)));
  }

  private <T> String write(T answer) {
    try {
      return json.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("answers are plain values", e);
    }
  }

  private <T> T read(String answer, Class<T> type) {
    try {
      return json.readValue(answer, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was kept can be read", e);
    }
  }
}

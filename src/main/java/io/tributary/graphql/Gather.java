package io.tributary.graphql;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.RequestScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Batches fields that have arguments. SmallRye calls a batched {@code @Source List} field once with
 * the first caller's arguments, whatever the other aliases ask; so such a field takes a single
 * {@code @Source} and asks here. The keys of one turn of the event loop that share field and
 * arguments are read together.
 */
@RequestScoped
public class Gather {
  private final Map<List<Object>, Batch<?, ?>> open = new HashMap<>();

  /**
   * Asks for one key's value.
   *
   * @param field the field's name
   * @param arguments equal for callers that may be read together
   * @param key the parent's key
   * @param reader reads many keys in one statement; a key missing from its answer has the value
   *     null
   */
  public <K, V> Uni<V> load(
      String field, Object arguments, K key, Function<List<K>, Uni<Map<K, V>>> reader) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              @SuppressWarnings(
                  "unchecked") // field and arguments name the reader, and so the types
              Batch<K, V> batch =
                  (Batch<K, V>)
                      open.computeIfAbsent(
                          List.of(field, arguments), id -> schedule(id, new Batch<K, V>(reader)));
              batch.callers.computeIfAbsent(key, k -> new ArrayList<>()).add(emitter);
            });
  }

  private <K, V> Batch<K, V> schedule(List<Object> id, Batch<K, V> batch) {
    Vertx.currentContext()
        .runOnContext(
            nothing -> {
              open.remove(id);
              batch.read();
            });
    return batch;
  }

  private static final class Batch<K, V> {
    private final Function<List<K>, Uni<Map<K, V>>> reader;
    private final Map<K, List<UniEmitter<? super V>>> callers = new LinkedHashMap<>();

    private Batch(Function<List<K>, Uni<Map<K, V>>> reader) {
      this.reader = reader;
    }

    private void read() {
      reader
          .apply(List.copyOf(callers.keySet()))
          .subscribe()
          .with(
              values ->
                  callers.forEach(
                      (key, emitters) -> emitters.forEach(e -> e.complete(values.get(key)))),
              failure ->
                  callers.values().forEach(emitters -> emitters.forEach(e -> e.fail(failure))));
    }
  }
}

package io.tributary.graphql.request;

import io.quarkus.jsonp.JsonProviderHolder;
import io.smallrye.graphql.api.Context.VariablesParser;
import io.vertx.core.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Map;

/** Values of variables as the scalars of the schema expect them. */
final class Variables {
  private Variables() {}

  /** The values of a request: the library reads numbers and what is nested in its own way. */
  static Map<String, Object> of(Map<String, Object> variables) {
    boolean isPlain =
        variables.values().stream()
            .allMatch(
                value -> value == null || value instanceof String || value instanceof Boolean);
    if (isPlain) {
      return variables;
    }
    try (JsonReader reader =
        JsonProviderHolder.jsonProvider()
            .createReader(new StringReader(new JsonObject(variables).encode()))) {
      return VariablesParser.toMap(reader.readObject()).orElse(Map.of());
    }
  }
}

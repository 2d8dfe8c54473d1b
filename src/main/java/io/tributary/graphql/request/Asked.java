package io.tributary.graphql.request;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;

/**
 * A request as it was sent.
 *
 * @param query the document; null when only its hash was sent
 * @param hash SHA-256 of a registered document, lower-case hex; null when the document itself came
 * @param operationName which of its operations; null when it has one
 * @param variables their values
 */
record Asked(String query, String hash, String operationName, Map<String, Object> variables) {
  private static final String SHA256 = "sha256:";

  /**
   * Reads the members of a GraphQL request. A registered document is named by {@code documentId}
   * ({@code sha256:} and the hash) or, as Apollo's clients do, by {@code
   * extensions.persistedQuery.sha256Hash}.
   *
   * @throws IllegalArgumentException with a sentence, for a member of the wrong kind, and for
   *     neither document nor hash
   */
  static Asked of(JsonObject json) {
    String query = string(json, "query");
    String hash = hash(json);
    if ((query == null || query.isBlank()) && hash == null) {
      throw new IllegalArgumentException(
          "query, the document, is missing; or documentId, for a registered one.");
    }
    return new Asked(
        query == null || query.isBlank() ? null : query,
        hash,
        string(json, "operationName"),
        map(json, "variables").getMap());
  }

  private static String hash(JsonObject json) {
    String id = string(json, "documentId");
    JsonObject persisted = map(map(json, "extensions"), "persistedQuery");
    String hash = string(persisted, "sha256Hash");
    if (id == null) {
      return hash == null ? null : hash.toLowerCase(Locale.ROOT);
    }
    if (!id.startsWith(SHA256)) {
      throw new IllegalArgumentException(
          "documentId is sha256: and the hash of a registered document.");
    }
    return id.substring(SHA256.length()).toLowerCase(Locale.ROOT);
  }

  private static String string(JsonObject json, String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof String)) {
      throw new IllegalArgumentException(name + " is a string.");
    }
    return (String) value;
  }

  private static JsonObject map(JsonObject json, String name) {
    Object value = json.getValue(name);
    if (value != null && !(value instanceof JsonObject)) {
      throw new IllegalArgumentException(name + " is a JSON object.");
    }
    return value == null ? new JsonObject() : (JsonObject) value;
  }
}

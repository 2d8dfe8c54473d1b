package io.tributary.identity;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a merge or a review rests on, as it is stored: identifiers by kind, scope and keyed hash.
 * The value itself stays in one place, where an erasure finds it.
 */
public final class Evidence {
  private Evidence() {}

  /** As JSON text. */
  static String write(List<Identifier> identifiers) {
    JsonArray list = new JsonArray();
    identifiers.forEach(
        identifier ->
            list.add(
                new JsonObject()
                    .put("kind", identifier.kind().name())
                    .put("scope", identifier.scope())
                    .put("index", identifier.hash().toString())));
    return list.encode();
  }

  /** The hashes of the values in JSON text. */
  static Set<UUID> hashes(String json) {
    Set<UUID> hashes = new HashSet<>();
    for (Object part : new JsonArray(json)) {
      hashes.add(UUID.fromString(((JsonObject) part).getString("index")));
    }
    return hashes;
  }

  /** The kinds in JSON text. */
  public static List<IdentifierKind> kinds(String json) {
    List<IdentifierKind> kinds = new ArrayList<>();
    for (Object part : new JsonArray(json)) {
      kinds.add(IdentifierKind.valueOf(((JsonObject) part).getString("kind")));
    }
    return List.copyOf(kinds);
  }
}

package io.tributary.privacy.erasure;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What was kept of a person as it came, since it could not be taken in. */
public final class AsItCame {
  private AsItCame() {}

  /** The rows in which one of the person's identifiers stands, by table. */
  public static Uni<Map<String, List<JsonObject>>> of(SqlConnection connection, UUID[] profiles) {
    Map<String, List<JsonObject>> found = new LinkedHashMap<>();
    return ErasureStore.values(connection, profiles)
        .chain(
            values -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (String table : ErasureStore.asTheyCame()) {
                all =
                    all.chain(() -> ErasureStore.found(connection, table, values))
                        .invoke(rows -> found.put(table, rows))
                        .replaceWithVoid();
              }
              return all.replaceWith(found);
            });
  }
}

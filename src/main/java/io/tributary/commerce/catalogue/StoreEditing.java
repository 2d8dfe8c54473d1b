package io.tributary.commerce.catalogue;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.tributary.commerce.StoreRow;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.OptimisticLockException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;
import org.hibernate.StaleStateException;

/** How staff make and edit stores. */
@ApplicationScoped
class StoreEditing {
  private static final String UNIQUE_VIOLATION = "23505";
  private final CatalogueReadStore store;
  private final Clock clock;

  StoreEditing(CatalogueReadStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Makes a store. CONFLICT when its code is taken. */
  Uni<Store> create(StoreRow row) {
    UUID id = Ids.next();
    return Panache.withTransaction(
            () -> {
              StoreDefinition made = new StoreDefinition();
              made.id = id;
              made.code = row.code();
              made.createdAt = clock.instant();
              fill(made, row);
              return made.persistAndFlush();
            })
        .onFailure(StoreEditing::isCodeTaken)
        .transform(
            e ->
                new ApiException(
                    ErrorKind.CONFLICT,
                    "input.code",
                    "There is a store with this code already. Edit that one, or choose another code."))
        .chain(() -> read(id));
  }

  /** Edits a store that still is as the caller saw it. NOT_FOUND, CONFLICT. */
  Uni<Store> update(UUID id, int version, StoreRow row) {
    return Panache.withTransaction(
            () ->
                StoreDefinition.<StoreDefinition>findById(id)
                    .onItem()
                    .ifNull()
                    .failWith(() -> ApiException.notFound("store", TypeId.STORE.encode(id)))
                    .invoke(
                        found -> {
                          if (found.version != version) {
                            throw changed();
                          }
                          fill(found, row);
                        })
                    .chain(found -> found.persistAndFlush()))
        .onFailure(StoreEditing::isStale)
        .transform(e -> changed())
        .chain(() -> read(id));
  }

  private Uni<Store> read(UUID id) {
    return store.storesByIds(java.util.List.of(id)).map(found -> found.get(id));
  }

  private static void fill(StoreDefinition definition, StoreRow row) {
    definition.name = row.name() == null ? definition.name : row.name();
    definition.city = row.city() == null ? definition.city : row.city();
    definition.region = row.region() == null ? definition.region : row.region();
    definition.country = row.country() == null ? definition.country : row.country();
    definition.timezone = row.timezone() == null ? definition.timezone : row.timezone();
  }

  private static ApiException changed() {
    return new ApiException(
        ErrorKind.CONFLICT,
        "input.version",
        "The store was changed since it was read. Read it again and repeat the edit.");
  }

  private static boolean isStale(Throwable failure) {
    return has(failure, OptimisticLockException.class) || has(failure, StaleStateException.class);
  }

  private static boolean isCodeTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean unique =
          cause instanceof PgException pg && UNIQUE_VIOLATION.equals(pg.getSqlState())
              || cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState());
      if (unique) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(Throwable failure, Class<?> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}

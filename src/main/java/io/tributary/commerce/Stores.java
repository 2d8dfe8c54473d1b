package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The places of sale. */
@ApplicationScoped
public class Stores {
  private final Clock clock;

  Stores(Clock clock) {
    this.clock = clock;
  }

  /**
   * Describes stores, in the caller's transaction: ACCEPTED when one is new or changed, DUPLICATE
   * when nothing changed. The outcome's {@code factId} is the store's id. A code that comes more
   * than once is described by all its rows together, the later over the earlier.
   *
   * @param rows at most 2,000
   * @return one outcome per row, in order
   */
  public Uni<List<Outcome>> upsert(SqlConnection connection, List<StoreRow> rows) {
    Described<StoreRow> described =
        Described.by(rows, StoreRow::code, CatalogueRule::fault, CatalogueRule::over);
    return CatalogueStore.upsertStores(
            connection, clock.instant(), List.copyOf(described.last().values()))
        .chain(
            changed ->
                CatalogueStore.storeIds(connection, described.last().keySet())
                    .map(ids -> described.outcomes(changed, ids)));
  }

  /** The ids of stores by their codes; unknown ones are made, with nothing but their code. */
  Uni<Map<String, UUID>> idsOf(SqlConnection connection, Collection<String> codes) {
    if (codes.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return CatalogueStore.storeIds(connection, codes)
        .chain(
            known -> {
              List<StoreRow> missing = new ArrayList<>();
              for (String code : codes) {
                if (!known.containsKey(code)) {
                  missing.add(new StoreRow(code, null, null, null, null, null, Map.of()));
                }
              }
              return missing.isEmpty()
                  ? Uni.createFrom().item(known)
                  : CatalogueStore.makeStores(connection, clock.instant(), missing)
                      .chain(nothing -> CatalogueStore.storeIds(connection, codes));
            });
  }
}

package io.tributary.commerce.catalogue;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Stores and products, for whatever points to them. */
@ApplicationScoped
public class Catalogue {
  private final CatalogueReadStore store;

  Catalogue(CatalogueReadStore store) {
    this.store = store;
  }

  /** Stores by id, in one statement; one that does not exist is missing. */
  public Uni<Map<UUID, Store>> storesByIds(Collection<UUID> ids) {
    return store.storesByIds(ids);
  }

  /** Products by SKU, in one statement; one that nobody has described is missing. */
  public Uni<Map<String, Product>> productsBySku(Collection<String> skus) {
    return store.productsBySku(skus);
  }
}

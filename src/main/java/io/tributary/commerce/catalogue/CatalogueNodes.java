package io.tributary.commerce.catalogue;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** How {@code node(id)} finds stores and products. */
final class CatalogueNodes {
  private CatalogueNodes() {}

  /** Finds stores. */
  @ApplicationScoped
  static class OfStores implements NodeLoader {
    private final CatalogueReadStore store;

    OfStores(CatalogueReadStore store) {
      this.store = store;
    }

    @Override
    public TypeId type() {
      return TypeId.STORE;
    }

    @Override
    public Uni<? extends Node> load(UUID id) {
      return store.storesByIds(List.of(id)).map(found -> found.get(id));
    }
  }

  /** Finds products. */
  @ApplicationScoped
  static class OfProducts implements NodeLoader {
    private final CatalogueReadStore store;

    OfProducts(CatalogueReadStore store) {
      this.store = store;
    }

    @Override
    public TypeId type() {
      return TypeId.PRODUCT;
    }

    @Override
    public Uni<? extends Node> load(UUID id) {
      return store.productById(id);
    }
  }
}

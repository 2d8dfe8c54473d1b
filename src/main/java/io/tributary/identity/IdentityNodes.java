package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** How {@code node(id)} finds customers, profiles and merges. */
final class IdentityNodes {
  private IdentityNodes() {}

  /** Finds customers. */
  @ApplicationScoped
  static class OfCustomers implements NodeLoader {
    private final Customers customers;

    OfCustomers(Customers customers) {
      this.customers = customers;
    }

    @Override
    public TypeId type() {
      return TypeId.CUSTOMER;
    }

    @Override
    public Uni<? extends Node> load(UUID id) {
      return customers.byId(id);
    }
  }

  /** Finds profiles. */
  @ApplicationScoped
  static class OfProfiles implements NodeLoader {
    private final CustomerStore store;

    OfProfiles(CustomerStore store) {
      this.store = store;
    }

    @Override
    public TypeId type() {
      return TypeId.PROFILE;
    }

    @Override
    public Uni<? extends Node> load(UUID id) {
      return store.profile(id);
    }
  }

  /** Finds merges. */
  @ApplicationScoped
  static class OfMerges implements NodeLoader {
    private final Tx tx;

    OfMerges(Tx tx) {
      this.tx = tx;
    }

    @Override
    public TypeId type() {
      return TypeId.MERGE;
    }

    @Override
    public Uni<? extends Node> load(UUID id) {
      return tx.read(connection -> MergeStore.byIds(connection, List.of(id)))
          .map(found -> found.isEmpty() ? null : found.get(0));
    }
  }
}

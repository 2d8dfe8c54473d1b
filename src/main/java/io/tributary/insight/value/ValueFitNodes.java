package io.tributary.insight.value;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Versions of models by id, for the role that may ask for anything that has figures by its id. */
@ApplicationScoped
class ValueFitNodes implements NodeLoader {
  private final Tx tx;
  private final ValueStore store;
  private final SecurityIdentity caller;

  ValueFitNodes(Tx tx, ValueStore store, SecurityIdentity caller) {
    this.tx = tx;
    this.store = store;
    this.caller = caller;
  }

  @Override
  public TypeId type() {
    return TypeId.VALUE_FIT;
  }

  @Override
  public Uni<LifetimeValueFit> load(UUID id) {
    if (!caller.hasRole(Roles.ADMIN)) {
      throw new ForbiddenException();
    }
    return tx.read(connection -> store.find(connection, id));
  }
}

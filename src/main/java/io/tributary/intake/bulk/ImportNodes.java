package io.tributary.intake.bulk;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds imports for {@code node(id)}. */
@ApplicationScoped
class ImportNodes implements NodeLoader {
  private final Tx tx;

  ImportNodes(Tx tx) {
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.IMPORT;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> ImportStore.find(connection, id)).map(found -> found.orElse(null));
  }
}

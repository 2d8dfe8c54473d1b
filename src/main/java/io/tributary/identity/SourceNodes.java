package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds sources for {@code node(id)}. */
@ApplicationScoped
class SourceNodes implements NodeLoader {
  private final Sources sources;

  SourceNodes(Sources sources) {
    this.sources = sources;
  }

  @Override
  public TypeId type() {
    return TypeId.SOURCE;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return sources.byId(id).map(found -> found.orElse(null));
  }
}

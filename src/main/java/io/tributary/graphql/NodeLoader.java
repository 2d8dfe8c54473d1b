package io.tributary.graphql;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.TypeId;
import java.util.UUID;

/** How {@code node(id)} finds the nodes of one type; every CDI bean of this type is one. */
public interface NodeLoader {
  /** The type whose ids this loader answers. */
  TypeId type();

  /** The node with an id, or null when there is none. */
  Uni<? extends Node> load(UUID id);
}

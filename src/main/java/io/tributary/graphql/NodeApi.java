package io.tributary.graphql;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Finds anything by its id. */
@GraphQLApi
public class NodeApi {
  private final Map<TypeId, NodeLoader> loaders = new EnumMap<>(TypeId.class);

  NodeApi(@All List<NodeLoader> loaders) {
    loaders.forEach(loader -> this.loaders.put(loader.type(), loader));
  }

  /** The object that an id names, or null when there is none. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE})
  @Description("The object that an id names, or null when there is none.")
  public Uni<Node> node(@Id @NonNull @Description("A TypeID.") String id) {
    Optional<TypeId> type = TypeId.typeOf(id);
    NodeLoader loader = type.map(loaders::get).orElse(null);
    Optional<UUID> uuid = type.flatMap(t -> t.decode(id));
    if (loader == null || uuid.isEmpty()) {
      return Uni.createFrom().nullItem();
    }
    return loader.load(uuid.get()).map(node -> node);
  }
}

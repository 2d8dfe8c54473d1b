package io.tributary.graphql;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.graphql.*;

@GraphQLApi
public class Placeholder {
  @Query
  public Uni<Node> node(@Id @NonNull String id) {
    return Uni.createFrom().nullItem();
  }
}

package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.CustomerFigures;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Shows staff who merge which tiers customers have, and which they would have as one. */
@ApplicationScoped
class TierFigures implements CustomerFigures {
  private final Tiers tiers;

  TierFigures(Tiers tiers) {
    this.tiers = tiers;
  }

  @Override
  public Uni<Map<UUID, List<Figure>>> figures(SqlConnection connection, Groups groups) {
    return tiers
        .together(connection, groups)
        .map(
            memberships -> {
              Map<UUID, List<Figure>> found = new HashMap<>();
              memberships.forEach(
                  of ->
                      found
                          .computeIfAbsent(of.customer(), group -> new ArrayList<>())
                          .add(new Figure("tier in " + of.programme().name(), of.getTier())));
              return found;
            });
  }
}

package io.tributary.identity.relation;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Takes in who is with whom. */
public final class Relations {
  private Relations() {}

  /**
   * Takes facts in, in the caller's transaction, late, repeated and in any order.
   *
   * @param facts each with its profile; none refused by itself
   * @return the profiles of which something new was learnt
   */
  public static Uni<Set<UUID>> take(SqlConnection connection, Collection<RelationFact> facts) {
    Map<List<Object>, Relation> known = new LinkedHashMap<>();
    for (RelationFact fact : facts) {
      Relation relation =
          new Relation(
              fact.profileId(),
              fact.kind(),
              fact.corpId().strip(),
              fact.partyId().strip(),
              FactKeys.utc(fact.joinedAt()),
              FactKeys.utc(fact.joinedAt()),
              FactKeys.utc(fact.leftAt()));
      known.merge(
          List.of(relation.profile(), relation.kind(), relation.corpId(), relation.partyId()),
          relation,
          Relation::with);
    }
    return RelationStore.widen(connection, known.values());
  }
}

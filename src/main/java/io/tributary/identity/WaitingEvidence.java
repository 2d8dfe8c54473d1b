package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.survivorship.SurvivorshipStore;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Evidence that a guard kept from working: values that profiles of two customers carry. When the
 * guard is gone the rules look at it again, as if the facts came now.
 */
@ApplicationScoped
class WaitingEvidence {
  /** What profiles of customers carry that another of these customers has claimed. */
  private static final String CARRIED =
      """
      SELECT p.profile_id, p.key_kind, p.source_id, p.key, p.paid, i.kind, i.scope, i.value, i.state, c.profile_id
      FROM profile p JOIN profile_identifier i USING (profile_id) JOIN identifier_claim c ON c.value_hash = i.value_hash
      JOIN profile o ON o.profile_id = c.profile_id
      WHERE p.customer_id = ANY($1) AND o.customer_id = ANY($1) AND o.customer_id <> p.customer_id
        AND c.shared_at IS NULL AND i.state IN ('VERIFIED', 'UNVERIFIED')
      ORDER BY p.created_at, p.profile_id, i.kind, i.scope, i.value
      """;

  private final Policies policies;
  private final Clock clock;

  WaitingEvidence(Policies policies, Clock clock) {
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * Looks again at what customers carry of each other, in the caller's transaction, which holds
   * them.
   *
   * @return the merges that came of it
   */
  Uni<List<UUID>> look(SqlConnection connection, Collection<UUID> customers) {
    return policies
        .current(connection)
        .chain(
            policy ->
                SceneStore.read(connection, customers, policy)
                    .chain(
                        scene ->
                            connection
                                .preparedQuery(CARRIED)
                                .execute(Tuple.of(customers.toArray(UUID[]::new)))
                                .map(rows -> decide(policy, scene, rows))))
        .chain(decided -> write(connection, decided));
  }

  private Resolution decide(IdentifierPolicy policy, SceneStore.Scene scene, RowSet<Row> rows) {
    Map<UUID, UUID> claims = new HashMap<>();
    Map<UUID, Identifier> keys = new LinkedHashMap<>();
    Map<UUID, List<Identifier>> tying = new HashMap<>();
    for (Row row : rows) {
      Identifier carried =
          new Identifier(
              IdentifierKind.valueOf(row.getString(5)),
              row.getString(6),
              row.getString(7),
              Identifier.State.valueOf(row.getString(8)),
              null);
      if (policy.ties(carried, row.getBoolean(4))) {
        UUID profile = row.getUUID(0);
        claims.put(carried.hash(), row.getUUID(9));
        keys.put(
            profile,
            new Identifier(
                IdentifierKind.valueOf(row.getString(1)),
                TypeId.SOURCE.encode(row.getUUID(2)),
                row.getString(3),
                Identifier.State.VERIFIED,
                null));
        tying.computeIfAbsent(profile, p -> new ArrayList<>()).add(carried);
      }
    }
    Resolution resolution =
        new Resolution(policy, Ids::next, scene.places(), claims, scene.people());
    Instant now = clock.instant();
    keys.forEach(
        (profile, key) ->
            resolution.take(
                new Resolution.Fact(
                    profile, key, List.of(), tying.get(profile), Traits.none(), now)));
    return resolution;
  }

  private Uni<List<UUID>> write(SqlConnection connection, Resolution decided) {
    Instant now = clock.instant();
    List<UUID> ids = decided.merges().stream().map(merge -> Ids.next()).toList();
    Set<UUID> changed = new HashSet<>();
    decided.merges().forEach(m -> changed.addAll(List.of(m.winner(), m.loser())));
    return IdentityStore.merge(connection, decided.merges(), ids, Identities.ACTOR, null, now)
        .chain(() -> IdentityStore.place(connection, decided.moved()))
        .chain(() -> IdentityStore.openReviews(connection, decided.reviews(), now))
        .chain(() -> SurvivorshipStore.refresh(connection, changed))
        .chain(() -> IdentityStore.bump(connection, changed, now))
        .chain(() -> ChangeQueue.note(connection, changed))
        .replaceWith(ids);
  }
}

package io.tributary.identity.relation;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads and widens relations. */
final class RelationStore {
  /** Widens what is known; rows that learn nothing are left alone. In the order of the key. */
  private static final String WIDEN =
      """
      INSERT INTO profile_relation AS r (profile_id, kind, corp_id, party_id, first_joined_at, joined_at, left_at)
      SELECT p, k, c, y, f, j, l
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[])
        n(p, k, c, y, f, j, l)
      ORDER BY p, k, c, y
      ON CONFLICT (profile_id, kind, corp_id, party_id) DO UPDATE
      SET first_joined_at = least(r.first_joined_at, excluded.first_joined_at),
          joined_at = greatest(r.joined_at, excluded.joined_at), left_at = greatest(r.left_at, excluded.left_at)
      WHERE (r.first_joined_at, r.joined_at, r.left_at) IS DISTINCT FROM (
        least(r.first_joined_at, excluded.first_joined_at), greatest(r.joined_at, excluded.joined_at),
        greatest(r.left_at, excluded.left_at))
      RETURNING r.profile_id
      """;

  private static final String COLUMNS =
      "r.profile_id, r.kind, r.corp_id, r.party_id, r.first_joined_at, r.joined_at, r.left_at";

  private static final String FILTER =
      """
       AND ($2::text IS NULL OR r.kind = $2)
       AND (NOT $3 OR r.joined_at IS NOT NULL AND (r.left_at IS NULL OR r.joined_at > r.left_at))
       AND ($4::uuid IS NULL OR (r.profile_id, r.kind, r.corp_id, r.party_id) > ($4, $5, $6, $7))
      """;

  private static final String RANKED =
      ", row_number() OVER (PARTITION BY %s ORDER BY r.profile_id, r.kind, r.corp_id, r.party_id) AS n ";

  private static final String PAGE = " SELECT * FROM ranked WHERE n <= $8 ORDER BY parent, n";

  private static final String OF_PROFILES =
      "WITH ranked AS (SELECT r.profile_id AS parent, "
          + COLUMNS
          + RANKED.formatted("r.profile_id")
          + "FROM profile_relation r WHERE r.profile_id = ANY($1)"
          + FILTER
          + ")"
          + PAGE;

  private static final String OF_CUSTOMERS =
      "WITH ranked AS (SELECT p.customer_id AS parent, "
          + COLUMNS
          + RANKED.formatted("p.customer_id")
          + "FROM profile p JOIN profile_relation r USING (profile_id) WHERE p.customer_id = ANY($1)"
          + FILTER
          + ")"
          + PAGE;

  private static final String ONE =
      "SELECT NULL::uuid, "
          + COLUMNS
          + " FROM profile_relation r WHERE profile_id = $1 AND kind = $2 AND corp_id = $3 AND party_id = $4";

  private RelationStore() {}

  /** What a page is chosen by; key is null for the first page. */
  record Choice(RelationKind kind, boolean onlyCurrent, Relation after, int limit) {}

  /** Widens what is known of relations, each once; answers the profiles that learnt something. */
  static Uni<Set<UUID>> widen(SqlConnection connection, Collection<Relation> relations) {
    if (relations.isEmpty()) {
      return Uni.createFrom().item(Set.of());
    }
    Tuple values =
        Columns.of(List.copyOf(relations))
            .uuids(Relation::profile)
            .texts(relation -> relation.kind().name())
            .texts(Relation::corpId)
            .texts(Relation::partyId)
            .times(relation -> instant(relation.firstJoinedAt()))
            .times(relation -> instant(relation.joinedAt()))
            .times(relation -> instant(relation.leftAt()))
            .tuple();
    return connection
        .preparedQuery(WIDEN)
        .execute(values)
        .map(
            rows -> {
              Set<UUID> changed = new HashSet<>();
              rows.forEach(row -> changed.add(row.getUUID(0)));
              return changed;
            });
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  static Uni<Map<UUID, List<Relation>>> ofProfiles(
      SqlClient client, Collection<UUID> profiles, Choice choice) {
    return page(client, OF_PROFILES, profiles, choice);
  }

  static Uni<Map<UUID, List<Relation>>> ofCustomers(
      SqlClient client, Collection<UUID> customers, Choice choice) {
    return page(client, OF_CUSTOMERS, customers, choice);
  }

  private static Uni<Map<UUID, List<Relation>>> page(
      SqlClient client, String sql, Collection<UUID> parents, Choice choice) {
    Relation after = choice.after();
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(parents.toArray(UUID[]::new))
            .addString(choice.kind() == null ? null : choice.kind().name())
            .addBoolean(choice.onlyCurrent())
            .addUUID(after == null ? null : after.profile())
            .addString(after == null ? null : after.kind().name())
            .addString(after == null ? null : after.corpId())
            .addString(after == null ? null : after.partyId())
            .addInteger(choice.limit());
    return client
        .preparedQuery(sql)
        .execute(values)
        .map(
            rows -> {
              Map<UUID, List<Relation>> found = new HashMap<>();
              for (Row row : rows) {
                found.computeIfAbsent(row.getUUID(0), p -> new ArrayList<>()).add(read(row));
              }
              return found;
            });
  }

  /** One relation, or null when nothing is known of it. */
  static Uni<Relation> one(
      SqlClient client, UUID profile, RelationKind kind, String corpId, String partyId) {
    return client
        .preparedQuery(ONE)
        .execute(Tuple.of(profile, kind.name(), corpId, partyId))
        .map(rows -> rows.size() == 0 ? null : read(rows.iterator().next()));
  }

  private static Relation read(Row row) {
    return new Relation(
        row.getUUID(1),
        RelationKind.valueOf(row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getOffsetDateTime(5),
        row.getOffsetDateTime(6),
        row.getOffsetDateTime(7));
  }
}

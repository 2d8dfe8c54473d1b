package io.tributary.loyalty.mission;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes and reads missions, who joined them, and how far members are. */
@ApplicationScoped
class MissionStore {
  /** Every version of every mission, the oldest mission first; there are few. */
  private static final String ALL =
      """
      SELECT m.mission_id, m.programme_id, g.timezone, m.name, v.definition, v.number, v.effective_from, v.published_at,
             v.published_by
      FROM mission m JOIN mission_version v USING (mission_id) JOIN programme g USING (programme_id)
      ORDER BY m.created_at, m.mission_id, v.number
      """;

  /** Finds a mission by its name, or makes it. */
  private static final String ENSURE =
      """
      INSERT INTO mission AS m (mission_id, programme_id, name, created_at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (programme_id, name) DO UPDATE SET name = m.name RETURNING mission_id
      """;

  private static final String REWARDS =
      "SELECT reward_id FROM reward WHERE programme_id = $1 AND reward_id = $2";

  /** Whoever has joined stays as they did. */
  private static final String JOIN =
      """
      INSERT INTO mission_join (customer_id, mission_id, joined_at) VALUES ($1, $2, $3)
      ON CONFLICT (customer_id, mission_id) DO NOTHING
      """;

  private static final String FAMILY =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id = ANY($1)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (asked, id) AS (
        SELECT asked, id FROM up WHERE next IS NULL
        UNION ALL
        SELECT f.asked, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      """;

  /** When members joined missions: the first of who is one person. */
  private static final String JOINED =
      FAMILY
          + """
          SELECT f.asked, j.mission_id, min(j.joined_at) FROM family f JOIN mission_join j ON j.customer_id = f.id
          GROUP BY f.asked, j.mission_id
          """;

  private static final String PROGRESS =
      "SELECT customer_id, mission_id, window_day, number, completed, have FROM mission_progress WHERE customer_id = ANY($1)";

  /** How many rewards of missions are owed to members. */
  private static final String OWED =
      FAMILY
          + """
          SELECT f.asked, w.mission_id, count(*) FROM family f JOIN mission_reward w ON w.customer_id = f.id
          WHERE w.owed_reward IS NOT NULL AND w.given GROUP BY f.asked, w.mission_id
          """;

  private static final String TIERS =
      "SELECT customer_id, programme_id, tier FROM membership WHERE customer_id = ANY($1)";

  /** Finds a mission by its name, or makes it; its id. */
  Uni<UUID> ensure(SqlConnection connection, UUID programme, String name, Instant now) {
    return connection
        .preparedQuery(ENSURE)
        .execute(Tuple.of(Ids.next(), programme, name, FactKeys.utc(now)))
        .map(rows -> rows.iterator().next().getUUID(0));
  }

  /** Adds a version; CONFLICT when its number is taken. */
  Uni<Void> insert(PublishedMission mission) {
    MissionDefinition row = new MissionDefinition();
    row.missionId = mission.uuid();
    row.effectiveFrom = mission.effectiveFrom().toInstant();
    return row.add(
        Ids.next(),
        mission.number(),
        MissionTermsJson.write(mission.terms()),
        mission.publishedAt(),
        mission.publishedBy());
  }

  /** Whether a reward is a programme's. */
  Uni<Boolean> isReward(SqlConnection connection, UUID programme, UUID reward) {
    return connection
        .preparedQuery(REWARDS)
        .execute(Tuple.of(programme, reward))
        .map(rows -> rows.size() > 0);
  }

  /** Every version of every mission, by mission, the oldest first. */
  Uni<Map<UUID, List<PublishedMission>>> all(SqlConnection connection) {
    return connection
        .preparedQuery(ALL)
        .execute()
        .map(
            rows -> {
              Map<UUID, List<PublishedMission>> found = new java.util.LinkedHashMap<>();
              rows.forEach(
                  row ->
                      found
                          .computeIfAbsent(row.getUUID(0), id -> new ArrayList<>())
                          .add(mission(row)));
              return found;
            });
  }

  private static PublishedMission mission(Row row) {
    return new PublishedMission(
        row.getUUID(0),
        row.getUUID(1),
        ZoneId.of(row.getString(2)),
        row.getString(3),
        MissionTermsJson.read(row.get(JsonObject.class, 4)),
        row.getInteger(5),
        FactKeys.utc(row.getOffsetDateTime(6).toInstant()),
        FactKeys.utc(row.getOffsetDateTime(7).toInstant()),
        row.getString(8));
  }

  /** Notes that a customer joined a mission. */
  Uni<Void> join(SqlConnection connection, UUID customer, UUID mission, Instant at) {
    return connection
        .preparedQuery(JOIN)
        .execute(Tuple.of(customer, mission, FactKeys.utc(at)))
        .replaceWithVoid();
  }

  /** When customers joined missions, by customer and mission. */
  Uni<Map<List<UUID>, Instant>> joined(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(JOINED)
        .execute(Tuple.of((Object) customers.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> List.of(row.getUUID(0), row.getUUID(1)),
                    row -> row.getOffsetDateTime(2).toInstant()));
  }

  /** How far members are, by customer and mission. */
  Uni<Map<List<UUID>, MissionFactStore.Kept>> progress(
      SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(PROGRESS)
        .execute(Tuple.of((Object) customers.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> List.of(row.getUUID(0), row.getUUID(1)),
                    row ->
                        new MissionFactStore.Kept(
                            row.getUUID(0),
                            row.getUUID(1),
                            row.getLocalDate(2),
                            row.getInteger(3),
                            row.getInteger(4),
                            List.of(row.getArrayOfLongs(5)))));
  }

  /** How many rewards are owed to customers, by customer and mission. */
  Uni<Map<List<UUID>, Integer>> owed(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(OWED)
        .execute(Tuple.of((Object) customers.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> List.of(row.getUUID(0), row.getUUID(1)),
                    row -> row.getLong(2).intValue()));
  }

  /** The tiers of customers, by customer and programme. */
  Uni<Map<List<UUID>, String>> tiers(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(TIERS)
        .execute(Tuple.of((Object) customers.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows, row -> List.of(row.getUUID(0), row.getUUID(1)), row -> row.getString(2)));
  }
}

package io.tributary.loyalty.bonus;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes and reads bonuses and their versions. */
@ApplicationScoped
class BonusStore {
  private static final String COLUMNS =
      """
      SELECT b.bonus_id, b.programme_id, b.currency_id, b.name, b.occasion, b.event_names, b.attributes, b.points, b.per,
             b.times, b.cap_per_day, b.cap_per_member, b.budget, b.since, b.until
      FROM event_bonus b
      """;

  /** Every version of every bonus, as it is in force. */
  private static final String VERSIONS =
      """
      SELECT b.bonus_id, b.programme_id, b.currency_id, b.name, b.occasion, b.event_names, b.attributes, b.points, b.per,
             b.times, b.cap_per_day, b.cap_per_member, b.budget, b.since, b.until, b.number
      FROM event_bonus_in_force b
      """;

  /** Adds a bonus, or changes the one of its name; locks it until the commit. */
  private static final String SAVE =
      """
      INSERT INTO event_bonus AS b (bonus_id, programme_id, currency_id, name, occasion, event_names, attributes, points, per,
                                    times, cap_per_day, cap_per_member, budget, since, until, created_at, version)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)
      ON CONFLICT (programme_id, name) DO UPDATE SET occasion = excluded.occasion, event_names = excluded.event_names,
        attributes = excluded.attributes, points = excluded.points, per = excluded.per, times = excluded.times,
        cap_per_day = excluded.cap_per_day, cap_per_member = excluded.cap_per_member, budget = excluded.budget,
        since = excluded.since, until = excluded.until, version = b.version + 1
      RETURNING bonus_id
      """;

  /** Keeps a bonus as it was set as its next version. */
  private static final String ADD_VERSION =
      """
      INSERT INTO event_bonus_version (bonus_id, number, occasion, event_names, attributes, points, per, times, cap_per_day,
                                       cap_per_member, budget, since, until, set_at)
      SELECT b.bonus_id, 1 + (SELECT coalesce(max(v.number), 0) FROM event_bonus_version v WHERE v.bonus_id = b.bonus_id),
             occasion, event_names, attributes, points, per, times, cap_per_day, cap_per_member, budget, since, until, $2
      FROM event_bonus b WHERE b.bonus_id = $1
      """;

  private static final String BY_IDS = COLUMNS + "WHERE b.bonus_id = ANY($1)";
  private static final String OF_PROGRAMMES =
      COLUMNS
          + "WHERE $1::uuid[] IS NULL OR b.programme_id = ANY($1) ORDER BY b.created_at, b.bonus_id";

  /** Adds a bonus or changes the one of its name, by one more version; answers its id. */
  Uni<UUID> save(SqlConnection connection, EventBonus bonus, Instant now) {
    Tuple values =
        Tuple.tuple()
            .addUUID(bonus.uuid())
            .addUUID(bonus.programmeId())
            .addUUID(bonus.currencyId())
            .addString(bonus.name())
            .addString(bonus.occasion().name())
            .addArrayOfString(bonus.eventNames().toArray(String[]::new))
            .addArrayOfString(bonus.attributes().toArray(String[]::new))
            .addLong(bonus.points())
            .addString(bonus.per().name())
            .addInteger(bonus.times())
            .addLong(bonus.capPerDay())
            .addLong(bonus.capPerMember())
            .addLong(bonus.budget())
            .addOffsetDateTime(bonus.since())
            .addOffsetDateTime(bonus.until())
            .addOffsetDateTime(FactKeys.utc(now));
    return connection
        .preparedQuery(SAVE)
        .execute(values)
        .map(rows -> rows.iterator().next().getUUID(0))
        .call(id -> connection.preparedQuery(ADD_VERSION).execute(Tuple.of(id, FactKeys.utc(now))));
  }

  /** Bonuses by id. */
  Uni<Map<UUID, EventBonus>> byIds(SqlConnection connection, Collection<UUID> bonuses) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(bonuses.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> bonus(row)));
  }

  /** The bonuses of programmes, or all of them when null; there are few. */
  Uni<List<EventBonus>> ofProgrammes(SqlConnection connection, Collection<UUID> programmes) {
    UUID[] of = programmes == null ? null : programmes.toArray(UUID[]::new);
    return connection
        .preparedQuery(OF_PROGRAMMES)
        .execute(Tuple.tuple().addArrayOfUUID(of))
        .map(rows -> Rows.list(rows, row -> bonus(row)));
  }

  /** The versions of bonuses: what each said while it was in force, by bonus and number. */
  Uni<Map<UUID, Map<Integer, EventBonus>>> versions(SqlConnection connection) {
    return connection
        .preparedQuery(VERSIONS)
        .execute()
        .map(
            rows -> {
              Map<UUID, Map<Integer, EventBonus>> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found
                          .computeIfAbsent(row.getUUID(0), b -> new HashMap<>())
                          .put(row.getInteger(15), bonus(row)));
              return found;
            });
  }

  private static EventBonus bonus(Row row) {
    return new EventBonus(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getString(3),
        BonusOccasion.valueOf(row.getString(4)),
        List.of(row.getArrayOfStrings(5)),
        List.of(row.getArrayOfStrings(6)),
        row.getLong(7),
        BonusWindow.valueOf(row.getString(8)),
        row.getInteger(9),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getOffsetDateTime(13),
        row.getOffsetDateTime(14));
  }
}

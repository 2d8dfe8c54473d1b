package io.tributary.loyalty.coupon;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Writes and reads coupons. */
@ApplicationScoped
class CouponStore {
  private static final String COLUMNS =
      """
      SELECT c.coupon_id, g.currency, c.name, c.kind, c.percent, c.amount_minor, c.gift, c.minimum_minor, c.maximum_minor,
             c.combinable, c.limit_per_member, c.limit_in_all, c.begins_at, c.ends_at, c.stopped, c.created_at, c.currency_id
      FROM coupon c JOIN programme g USING (programme_id)
      """;

  private static final String BY_IDS = COLUMNS + "WHERE c.coupon_id = ANY($1)";

  /** A programme's coupons, the oldest first. */
  private static final String PAGE =
      COLUMNS
          + """
          WHERE c.programme_id = $1 AND ($2::timestamptz IS NULL OR (c.created_at, c.coupon_id) > ($2, $3))
          ORDER BY c.created_at, c.coupon_id LIMIT $4
          """;

  private static final String OF_PROGRAMME =
      "SELECT coupon_id FROM coupon WHERE programme_id = $1 AND coupon_id = ANY($2)";

  private static final String USED =
      """
      SELECT coupon_id, used FROM coupon_count WHERE coupon_id = ANY($1)
      """;

  /** Adds a coupon; fails with a unique violation when its name is taken. */
  Uni<Void> insert(UUID programme, UUID currency, Coupon coupon) {
    return Panache.withTransaction(
        () -> {
          CouponDefinition row = new CouponDefinition();
          row.id = coupon.uuid();
          row.programmeId = programme;
          row.currencyId = currency;
          row.name = coupon.name();
          row.kind = coupon.kind().name();
          row.percent = coupon.percent();
          row.amountMinor = coupon.amountMinor();
          row.gift = coupon.gift();
          row.minimumMinor = coupon.minimumMinor();
          row.maximumMinor = coupon.maximumMinor();
          row.combinable = coupon.combinable();
          row.limitPerMember = coupon.limitPerMember();
          row.limitInAll = coupon.limitInAll();
          row.beginsAt = coupon.beginsAt() == null ? null : coupon.beginsAt().toInstant();
          row.endsAt = coupon.endsAt() == null ? null : coupon.endsAt().toInstant();
          row.stopped = coupon.stopped();
          row.createdAt = coupon.createdAt().toInstant();
          return row.persistAndFlush().replaceWithVoid();
        });
  }

  /** Stops a coupon or lets it go on; nothing when there is none. */
  Uni<Void> stop(UUID id, boolean stopped) {
    return Panache.withTransaction(
        () ->
            CouponDefinition.<CouponDefinition>findById(id)
                .onItem()
                .ifNotNull()
                .transformToUni(
                    row -> {
                      row.stopped = stopped;
                      return row.persistAndFlush();
                    })
                .replaceWithVoid());
  }

  /** Coupons by id. */
  Uni<Map<UUID, Coupon>> byIds(SqlConnection connection, Collection<UUID> coupons) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(coupons.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> coupon(row)));
  }

  /** Which of some coupons are a programme's. */
  Uni<Set<UUID>> ofProgramme(SqlConnection connection, UUID programme, Collection<UUID> coupons) {
    return connection
        .preparedQuery(OF_PROGRAMME)
        .execute(Tuple.of(programme, coupons.toArray(UUID[]::new)))
        .map(
            rows -> {
              Set<UUID> found = new HashSet<>();
              rows.forEach(row -> found.add(row.getUUID(0)));
              return found;
            });
  }

  /** A page of a programme's coupons after one, the oldest first; null for the first page. */
  Uni<List<Coupon>> page(
      SqlConnection connection, UUID programme, Instant afterTime, UUID afterId, int limit) {
    return connection
        .preparedQuery(PAGE)
        .execute(Tuple.of(programme, FactKeys.utc(afterTime), afterId, limit))
        .map(rows -> Rows.list(rows, row -> coupon(row)));
  }

  /** The points whose accounts a coupon's uses hang on; null when there is no such coupon. */
  Uni<UUID> currency(SqlConnection connection, UUID coupon) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of((Object) new UUID[] {coupon}))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getUUID(16));
  }

  /** How often coupons with a limit are used; one that never was is missing. */
  Uni<Map<UUID, Long>> used(SqlConnection connection, Collection<UUID> coupons) {
    return connection
        .preparedQuery(USED)
        .execute(Tuple.of(coupons.toArray(UUID[]::new)))
        .map(Rows::numbers);
  }

  private static Coupon coupon(Row row) {
    return new Coupon(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        CouponKind.valueOf(row.getString(3)),
        row.getInteger(4),
        row.getLong(5),
        row.getString(6),
        row.getLong(7),
        row.getLong(8),
        row.getBoolean(9),
        row.getInteger(10),
        row.getLong(11),
        row.getOffsetDateTime(12),
        row.getOffsetDateTime(13),
        row.getBoolean(14),
        row.getOffsetDateTime(15));
  }
}

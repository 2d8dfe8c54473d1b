package io.tributary.loyalty.tier.benefit;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Writes and reads benefits and their uses. */
@ApplicationScoped
class BenefitStore {
  private static final String COLUMNS = "benefit_id, programme_id, name, kind, tiers, per_year";

  /** Adds a benefit, while there are not too many, or changes the one of its name. */
  private static final String SAVE =
      """
      INSERT INTO tier_benefit AS b (benefit_id, programme_id, name, kind, tiers, per_year, created_at)
      SELECT $1::uuid, $2, $3, $4::text, $5::text[], $6::integer[], $7::timestamptz
      WHERE (SELECT count(*) FROM tier_benefit o WHERE o.programme_id = $2 AND o.name <> $3) < $8
      ON CONFLICT (programme_id, name) DO UPDATE SET
        kind = excluded.kind, tiers = excluded.tiers, per_year = excluded.per_year
      RETURNING\s"""
          + COLUMNS;

  private static final String BY_IDS =
      "SELECT " + COLUMNS + " FROM tier_benefit WHERE benefit_id = ANY($1)";

  private static final String OF_PROGRAMMES =
      "SELECT "
          + COLUMNS
          + " FROM tier_benefit WHERE programme_id = ANY($1) ORDER BY created_at, benefit_id";

  /** How often customers, and whoever is one with them, have used what in which year. */
  private static final String USED =
      """
      WITH RECURSIVE family (asked, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) n(c)
        UNION ALL
        SELECT f.asked, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      SELECT f.asked, u.benefit_id, u.year, count(*)::integer
      FROM family f JOIN tier_benefit_use u ON u.customer_id = f.id
      WHERE u.rolled_back_at IS NULL GROUP BY f.asked, u.benefit_id, u.year
      """;

  private static final String ADD =
      """
      INSERT INTO tier_benefit_use
        (customer_id, use_id, benefit_id, request_hash, year, tier, reference, actor, used_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """;

  private static final String ROLL_BACK =
      """
      UPDATE tier_benefit_use SET rolled_back_at = GREATEST(used_at, $2), rolled_back_by = $3
      WHERE use_id = $1 AND rolled_back_at IS NULL
      """;

  private static final String USE =
      """
      SELECT use_id, customer_id, benefit_id, request_hash, year, tier, reference, used_at, rolled_back_at
      FROM tier_benefit_use WHERE use_id = $1
      """;

  /** The customer that stands for one. */
  private static final String STANDS_FOR =
      """
      WITH RECURSIVE up (id, next) AS (
        SELECT customer_id, merged_into FROM customer WHERE customer_id = $1
        UNION ALL
        SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next)
      SELECT id FROM up WHERE next IS NULL
      """;

  /** Adds a benefit or changes the one of its name; empty when there are too many. */
  Uni<Optional<TierBenefit>> save(
      SqlConnection connection, TierBenefit draft, Instant at, int most) {
    Tuple values =
        Tuple.tuple()
            .addUUID(draft.uuid())
            .addUUID(draft.programmeId())
            .addString(draft.name())
            .addString(draft.kind().name())
            .addArrayOfString(
                draft.tiers().stream().map(TierBenefitShare::tier).toArray(String[]::new))
            .addArrayOfInteger(
                draft.tiers().stream().map(TierBenefitShare::perYear).toArray(Integer[]::new))
            .addOffsetDateTime(FactKeys.utc(at))
            .addInteger(most);
    return connection
        .preparedQuery(SAVE)
        .execute(values)
        .map(rows -> all(rows).map(BenefitStore::benefit).findFirst());
  }

  /** Benefits by id. */
  Uni<Map<UUID, TierBenefit>> byIds(SqlConnection connection, Collection<UUID> ids) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> benefit(row)));
  }

  /** The benefits of programmes, the oldest first. */
  Uni<List<TierBenefit>> ofProgrammes(SqlConnection connection, Collection<UUID> programmes) {
    return connection
        .preparedQuery(OF_PROGRAMMES)
        .execute(Tuple.of(programmes.toArray(UUID[]::new)))
        .map(rows -> all(rows).map(BenefitStore::benefit).toList());
  }

  private static TierBenefit benefit(Row row) {
    String[] tiers = row.getArrayOfStrings(4);
    Integer[] perYear = row.getArrayOfIntegers(5);
    List<TierBenefitShare> shares = new ArrayList<>();
    for (int i = 0; i < tiers.length; i++) {
      shares.add(new TierBenefitShare(tiers[i], perYear[i]));
    }
    return new TierBenefit(
        row.getUUID(0),
        row.getUUID(1),
        row.getString(2),
        TierBenefitKind.valueOf(row.getString(3)),
        List.copyOf(shares));
  }

  /** How often customers have used what in which year. */
  static final class Used {
    private record Key(UUID customer, UUID benefit, int year) {}

    private final Map<Key, Integer> times = new HashMap<>();

    /** How often a customer, with whoever is one with them, used a benefit in a year. */
    int times(UUID customer, UUID benefit, int year) {
      return times.getOrDefault(new Key(customer, benefit, year), 0);
    }
  }

  /** What customers have used, with whoever is one with each. */
  Uni<Used> used(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(USED)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Used used = new Used();
              rows.forEach(
                  row ->
                      used.times.put(
                          new Used.Key(row.getUUID(0), row.getUUID(1), row.getInteger(2)),
                          row.getInteger(3)));
              return used;
            });
  }

  /** Adds a use. */
  Uni<Void> add(SqlConnection connection, TierBenefitUse use, String by) {
    return connection
        .preparedQuery(ADD)
        .execute(
            Tuple.tuple()
                .addUUID(use.customerId())
                .addUUID(use.uuid())
                .addUUID(use.benefitId())
                .addUUID(use.requestHash())
                .addInteger(use.year())
                .addString(use.tier())
                .addString(use.reference())
                .addString(by)
                .addOffsetDateTime(use.usedAt()))
        .replaceWithVoid();
  }

  /** Takes a use back; one that was taken back stays as it is. */
  Uni<Void> rollBack(SqlConnection connection, UUID use, Instant at, String by) {
    return connection
        .preparedQuery(ROLL_BACK)
        .execute(Tuple.of(use, FactKeys.utc(at), by))
        .replaceWithVoid();
  }

  /** A use by its id. */
  Uni<Optional<TierBenefitUse>> use(SqlConnection connection, UUID use) {
    return connection
        .preparedQuery(USE)
        .execute(Tuple.of(use))
        .map(rows -> all(rows).map(BenefitStore::use).findFirst());
  }

  private static TierBenefitUse use(Row row) {
    return new TierBenefitUse(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getUUID(3),
        row.getInteger(4),
        row.getString(5),
        row.getString(6),
        row.getOffsetDateTime(7),
        row.getOffsetDateTime(8));
  }

  /** The customer that stands for one; empty when there is none of that id. */
  Uni<Optional<UUID>> standsFor(SqlConnection connection, UUID customer) {
    return connection
        .preparedQuery(STANDS_FOR)
        .execute(Tuple.of(customer))
        .map(rows -> all(rows).map(row -> row.getUUID(0)).findFirst());
  }

  private static Stream<Row> all(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false);
  }
}

package io.tributary.privacy.consent;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The ledger of consent. */
final class ConsentStore {
  /** Adds decisions; one that is there already stays as it is. */
  private static final String ADD =
      """
      INSERT INTO consent (profile_id, consent_id, customer_id, purpose, channel, decision, text_version, guardian,
                           given_through, occurred_at, recorded_at, recorded_by)
      SELECT p, i, k, u, c, d, v, g, t, o, $1, b
      FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                  $10::text[], $11::timestamptz[], $12::text[]) n(p, i, k, u, c, d, v, g, t, o, b)
      ON CONFLICT (profile_id, consent_id) DO NOTHING
      """;

  /** Customers and all who were merged into them. */
  private static final String FAMILY =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      """;

  /** A decision on a profile of a customer. */
  private static final String SAID =
      """
      p.customer_id AS root, c.profile_id, c.purpose, c.channel, c.decision, c.occurred_at, c.recorded_at, c.text_version,
      c.customer_id IS NULL OR EXISTS (SELECT FROM family f WHERE f.root = p.customer_id AND f.id = c.customer_id) AS own,
      c.guardian
      """;

  private static final String OF_CUSTOMERS =
      FAMILY
          + "SELECT "
          + SAID
          + " FROM profile p JOIN consent c USING (profile_id) WHERE p.customer_id = ANY($1)";

  /** The latest decisions of each customer, each once, whatever number of profiles it is about. */
  private static final String HISTORY =
      FAMILY
          + ", said AS (SELECT "
          + SAID
          + """
          , c.consent_id, c.given_through, c.recorded_by,
          row_number() OVER (PARTITION BY p.customer_id, c.consent_id ORDER BY c.profile_id) AS nth,
          array_agg(c.profile_id) OVER (PARTITION BY p.customer_id, c.consent_id) AS profiles
          FROM profile p JOIN consent c USING (profile_id)
          WHERE p.customer_id = ANY($1) AND ($2::timestamptz IS NULL OR (c.recorded_at, c.consent_id) < ($2, $3::uuid))),
          ranked AS (
            SELECT *, row_number() OVER (PARTITION BY root ORDER BY recorded_at DESC, consent_id DESC) AS place
            FROM said WHERE nth = 1)
          SELECT root, profile_id, purpose, channel, decision, occurred_at, recorded_at, text_version, own, guardian,
                 consent_id, given_through, recorded_by, profiles
          FROM ranked WHERE place <= $4 ORDER BY root, place
          """;

  /** The birth dates that survived. */
  private static final String BIRTHS =
      """
      SELECT customer_id, value #>> '{}' FROM customer_attribute
      WHERE customer_id = ANY($1) AND name = 'birth_date' AND position = 0
      """;

  /** What a key brought before. */
  private static final String KNOWN =
      """
      SELECT customer_id, purpose, channel, decision, text_version, guardian, given_through
      FROM consent WHERE consent_id = $1 LIMIT 1
      """;

  private ConsentStore() {}

  /** A decision to add. */
  record Entry(
      UUID profile,
      UUID id,
      UUID customer,
      String purpose,
      ConsentChannel channel,
      ConsentDecision decision,
      String textVersion,
      String guardian,
      String through,
      Instant occurredAt,
      String by) {
    /** What tells a repetition from another decision under the same key; also of a known row. */
    List<String> content() {
      return Stream.of(
              customer, purpose, channel, decision, textVersion, guardian == null ? "" : guardian)
          .map(String::valueOf)
          .toList();
    }
  }

  static Uni<Void> add(SqlConnection connection, List<Entry> entries, Instant now) {
    return Columns.after(Tuple.of(FactKeys.utc(now)), entries)
        .uuids(Entry::profile)
        .uuids(Entry::id)
        .uuids(Entry::customer)
        .texts(Entry::purpose)
        .texts(entry -> entry.channel().name())
        .texts(entry -> entry.decision().name())
        .texts(Entry::textVersion)
        .texts(Entry::guardian)
        .texts(Entry::through)
        .times(Entry::occurredAt)
        .texts(Entry::by)
        .execute(connection, ADD);
  }

  /** What a key brought before, without a profile; null when it is new. */
  static Uni<Entry> known(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(KNOWN)
        .execute(Tuple.of(id))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return null;
              }
              Row row = rows.iterator().next();
              return new Entry(
                  null,
                  id,
                  row.getUUID(0),
                  row.getString(1),
                  ConsentChannel.valueOf(row.getString(2)),
                  ConsentDecision.valueOf(row.getString(3)),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  null,
                  null);
            });
  }

  /** All decisions on the profiles of customers. */
  static Uni<Map<UUID, List<ConsentRule.Said>>> said(SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(OF_CUSTOMERS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(rows -> Rows.grouped(rows, row -> row.getUUID(0), row -> said(row)));
  }

  private static ConsentRule.Said said(Row row) {
    return new ConsentRule.Said(
        row.getUUID(1),
        row.getString(2),
        ConsentChannel.valueOf(row.getString(3)),
        ConsentDecision.valueOf(row.getString(4)),
        row.getOffsetDateTime(5) == null ? null : row.getOffsetDateTime(5).toInstant(),
        row.getOffsetDateTime(6).toInstant(),
        row.getString(7),
        row.getBoolean(8),
        row.getString(9) != null);
  }

  /**
   * A page of each customer's decisions, the last recorded first.
   *
   * @param births of the customers whose birth date is known
   */
  static Uni<Map<UUID, List<Consent>>> history(
      SqlClient client,
      Collection<UUID> customers,
      Instant before,
      UUID beforeId,
      int limit,
      Map<UUID, LocalDate> births,
      int guardianAge) {
    return client
        .preparedQuery(HISTORY)
        .execute(Tuple.of(customers.toArray(UUID[]::new), FactKeys.utc(before), beforeId, limit))
        .map(
            rows -> {
              Map<UUID, List<Consent>> found = new HashMap<>();
              for (Row row : rows) {
                UUID customer = row.getUUID(0);
                found
                    .computeIfAbsent(customer, c -> new ArrayList<>())
                    .add(consent(row, said(row).counts(births.get(customer), guardianAge)));
              }
              return found;
            });
  }

  private static Consent consent(Row row, boolean counts) {
    OffsetDateTime occurredAt = row.getOffsetDateTime(5);
    return new Consent(
        row.getUUID(10),
        row.getString(2),
        ConsentChannel.valueOf(row.getString(3)),
        ConsentDecision.valueOf(row.getString(4)),
        row.getString(7),
        row.getString(9),
        row.getString(11),
        occurredAt,
        row.getOffsetDateTime(6),
        row.getString(12),
        counts,
        Stream.of(row.getArrayOfUUIDs(13)).sorted().map(TypeId.PROFILE::encode).toList());
  }

  /**
   * When customers are born, as far as it is known and is a date. Of whom only the year or the
   * month is known was born at its end: nobody counts as grown up too early.
   */
  static Uni<Map<UUID, LocalDate>> births(SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(BIRTHS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, LocalDate> births = new HashMap<>();
              for (Row row : rows) {
                try {
                  births.put(row.getUUID(0), birth(row.getString(1)));
                } catch (DateTimeParseException | NullPointerException e) {
                  continue; // no date: unknown
                }
              }
              return births;
            });
  }

  private static LocalDate birth(String text) {
    return switch (text.length()) {
      case 4 -> Year.parse(text).atMonth(12).atEndOfMonth();
      case 7 -> YearMonth.parse(text).atEndOfMonth();
      default -> LocalDate.parse(text);
    };
  }
}

package io.tributary;

import io.tributary.identity.Source;
import io.tributary.identity.SourceKind;
import io.tributary.platform.Ids;
import io.tributary.platform.Money;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.TestKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a test finds there when it begins, written straight into the tables:
 *
 * <pre>{@code
 * Given.Person wei = Given.customer("Zhang Wei");
 * Given.Sale sale = wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
 * sale.line("tea", "88.00");
 * sale.returned("8.00", "2024-03-05T10:00:00Z");
 * wei.did("web", "VIEW", "Product Viewed", "2024-03-01T09:00:00Z");
 * }</pre>
 *
 * Sources are made when they are first named: {@code till…} and {@code store…} are OFFLINE, {@code
 * wechat…} is SOCIAL, anything else ONLINE; region CN, currency CNY, time zone UTC.
 */
public final class Given {
  /** The currency of everything that names none. */
  public static final String CURRENCY = "CNY";

  private static final Instant BEGINNING = Instant.parse("2020-01-01T00:00:00Z");

  private static final Set<LocalDate> MONTHS = ConcurrentHashMap.newKeySet();
  private static Connection connection;

  private Given() {}

  /** A source of that name; made when it is not there. */
  public static Source source(String name) {
    SourceKind kind =
        name.startsWith("till") || name.startsWith("store")
            ? SourceKind.OFFLINE
            : name.startsWith("wechat") ? SourceKind.SOCIAL : SourceKind.ONLINE;
    return source(name, kind, 50);
  }

  /** A source of that name; made with this kind and trust rank when it is not there. */
  public static Source source(String name, SourceKind kind, int trustRank) {
    run(
        """
        INSERT INTO source (source_id, name, kind, trust_rank, region, currency, timezone, asserts_identifiers,
                            write_key_hash, created_at, version)
        VALUES (?, ?, ?, ?, 'CN', 'CNY', 'UTC', false, ?, ?, 0) ON CONFLICT (name) DO NOTHING
        """,
        Ids.next(),
        name,
        kind.name(),
        trustRank,
        Ids.secretHash("key of " + name),
        BEGINNING);
    UUID id = UUID.fromString(one("SELECT source_id FROM source WHERE name = ?", name));
    return new Source(id, name, kind, trustRank, "CN", CURRENCY, ZoneId.of("UTC"), false);
  }

  /** A customer who is known by a name and has no profile yet. */
  public static Person customer(String name) {
    UUID id = Ids.next();
    run(
        "INSERT INTO customer (customer_id, display_name, created_at, updated_at) VALUES (?, ?, ?, ?)",
        id,
        name,
        BEGINNING,
        BEGINNING);
    return new Person(id, name);
  }

  /** A profile that nobody knows the person of: a visitor who is not signed in. */
  public static UUID visitor(String source, String key) {
    return profile(source(source), "ANONYMOUS_ID", key, null);
  }

  private static UUID profile(Source source, String keyKind, String key, UUID customer) {
    UUID hash = TestKeys.blind(Ids.hash("profile", source.uuid().toString(), keyKind, key));
    UUID id = Ids.next();
    run(
        "INSERT INTO profile_key (key_hash, profile_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        hash,
        id);
    UUID winner =
        UUID.fromString(one("SELECT profile_id FROM profile_key WHERE key_hash = ?", hash));
    run(
        """
        INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, home_id, first_seen_at, last_seen_at,
                             created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        winner,
        source.uuid(),
        keyKind,
        key,
        customer,
        customer,
        BEGINNING,
        BEGINNING,
        BEGINNING);
    return winner;
  }

  /** Makes the partitions of an instant's month. */
  public static void month(Instant instant) {
    LocalDate month = instant.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1);
    if (MONTHS.add(month)) {
      one(
          """
          SELECT count(add_month_partition(parent, ?))
          FROM unnest(ARRAY['customer_order', 'order_line', 'order_return', 'event']) parent
          """,
          month);
    }
  }

  private static long minor(String amount) {
    return Money.minorUnits(amount, CURRENCY).orElseThrow();
  }

  private static void run(String sql, Object... values) {
    with(sql, values, PreparedStatement::executeUpdate);
  }

  /** The first column of the first row. */
  private static String one(String sql, Object... values) {
    return with(
        sql,
        values,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
          }
        });
  }

  private interface Step<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  /** One connection for the whole run: opening one costs more than all that a test writes. */
  private static synchronized <T> T with(String sql, Object[] values, Step<T> step) {
    try {
      if (connection == null || connection.isClosed()) {
        connection = TestDatabase.connect();
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          Object value = values[i];
          statement.setObject(
              i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
        return step.of(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A customer and what hangs on them.
   *
   * @param uuid the customer's id
   * @param name the display name
   */
  public record Person(UUID uuid, String name) {
    /** The id as the API shows it. */
    public String id() {
      return TypeId.CUSTOMER.encode(uuid);
    }

    /** The person's profile at a source (one each, keyed by the name); made when not there. */
    public UUID profileAt(String source) {
      return profile(source(source), "USER_ID", name + " " + uuid, uuid);
    }

    /** A paid sale: {@code boughtAt("till", "88.00", "2024-03-01T10:00:00Z")}. */
    public Sale boughtAt(String source, String total, String at) {
      return ordered(source, "PAID", total, at);
    }

    /** A sale in a state. */
    public Sale ordered(String source, String status, String total, String at) {
      UUID order = Ids.next();
      Instant orderedAt = Instant.parse(at);
      UUID profile = profileAt(source);
      month(orderedAt);
      run(
          """
          INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, channel, currency,
                                      total_minor, changed_at, recorded_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, 'CNY', ?, ?, ?)
          """,
          profile,
          orderedAt,
          order,
          source(source).uuid(),
          "o-" + order,
          status,
          source,
          minor(total),
          orderedAt,
          orderedAt);
      return new Sale(order, profile, source, orderedAt);
    }

    /** Something done: {@code did("web", "VIEW", "Product Viewed", "2024-03-01T10:00:00Z")}. */
    public UUID did(String source, String kind, String event, String at) {
      UUID id = Ids.next();
      Instant occurredAt = Instant.parse(at);
      month(occurredAt);
      run(
          """
          INSERT INTO event (profile_id, occurred_at, event_id, source_id, kind, name, properties, recorded_at)
          VALUES (?, ?, ?, ?, ?, ?, '{}', ?)
          """,
          profileAt(source),
          occurredAt,
          id,
          source(source).uuid(),
          kind,
          event,
          occurredAt);
      return id;
    }
  }

  /**
   * A sale and what hangs on it.
   *
   * @param uuid the order's id
   * @param profile whose
   * @param source where, by name
   * @param at when
   */
  public record Sale(UUID uuid, UUID profile, String source, Instant at) {
    /** The id as the API shows it. */
    public String id() {
      return TypeId.ORDER.encode(uuid);
    }

    /** One piece of a product on the sale. */
    public Sale line(String sku, String amount) {
      run(
          """
          INSERT INTO order_line (profile_id, ordered_at, order_id, line_id, line_key, sku, name, quantity, amount_minor)
          VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)
          """,
          profile,
          at,
          uuid,
          Ids.next(),
          sku,
          sku,
          "the " + sku,
          minor(amount));
      return this;
    }

    /**
     * Money given back, rolled up on the sale: {@code returned("8.00", "2024-03-05T10:00:00Z")}.
     */
    public Sale returned(String amount, String when) {
      Instant returnedAt = Instant.parse(when);
      UUID id = Ids.next();
      month(returnedAt);
      run(
          """
          INSERT INTO order_return (profile_id, returned_at, return_id, source_id, external_id, order_id, ordered_at,
                                    currency, amount_minor, recorded_at)
          VALUES (?, ?, ?, ?, ?, ?, ?, 'CNY', ?, ?)
          """,
          profile,
          returnedAt,
          id,
          Given.source(source).uuid(),
          "r-" + id,
          uuid,
          at,
          minor(amount),
          returnedAt);
      run(
          """
          UPDATE customer_order
          SET returned_minor = returned_minor + ?, refunded_minor = least(total_minor, returned_minor + ?),
              first_returned_at = least(first_returned_at, ?), last_returned_at = greatest(last_returned_at, ?)
          WHERE profile_id = ? AND ordered_at = ? AND order_id = ?
          """,
          minor(amount),
          minor(amount),
          returnedAt,
          returnedAt,
          profile,
          at,
          uuid);
      return this;
    }
  }
}

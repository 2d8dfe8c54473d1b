package io.tributary.insight;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.ZoneId;

/** The one row of settings. */
final class SettingStore {
  /** The settings. */
  private static final String READ = "SELECT timezone, currency FROM insight_setting";

  /**
   * The settings, with the currency that figures are in where nobody says which: the reporting
   * currency, or where nobody ever paid in it the one that most customers pay in.
   */
  private static final String IN_USE = "SELECT timezone, currency FROM insight_terms";

  /** The settings, held against another change of them until the transaction ends. */
  private static final String LOCK = READ + " FOR UPDATE";

  /** Sets both. */
  private static final String WRITE =
      """
      UPDATE insight_setting SET timezone = $1, currency = $2 RETURNING timezone, currency
      """;

  Uni<InsightSettings> read(SqlConnection connection) {
    return connection.preparedQuery(READ).execute().map(SettingStore::settings);
  }

  Uni<InsightSettings> inUse(SqlConnection connection) {
    return connection.preparedQuery(IN_USE).execute().map(SettingStore::settings);
  }

  Uni<InsightSettings> lock(SqlConnection connection) {
    return connection.preparedQuery(LOCK).execute().map(SettingStore::settings);
  }

  Uni<InsightSettings> write(SqlConnection connection, ZoneId zone, String currency) {
    return connection
        .preparedQuery(WRITE)
        .execute(Tuple.of(zone.getId(), currency))
        .map(SettingStore::settings);
  }

  private static InsightSettings settings(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    return new InsightSettings(ZoneId.of(row.getString(0)), row.getString(1));
  }
}

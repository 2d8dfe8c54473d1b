package io.tributary.privacy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** The settings of privacy. */
public final class PrivacySettingStore {
  private static final String READ =
      """
      SELECT guardian_age, request_days, refused_days, event_months, order_months, consent_months, audit_months
      FROM privacy_setting
      """;

  private static final String WRITE =
      """
      INSERT INTO privacy_setting (guardian_age, request_days, refused_days, event_months, order_months, consent_months, audit_months)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (one) DO UPDATE SET guardian_age = excluded.guardian_age, request_days = excluded.request_days,
        refused_days = excluded.refused_days, event_months = excluded.event_months, order_months = excluded.order_months,
        consent_months = excluded.consent_months, audit_months = excluded.audit_months
      """;

  private PrivacySettingStore() {}

  /** What holds now. */
  public static Uni<PrivacySettings> read(SqlClient client) {
    return client.preparedQuery(READ).execute().map(PrivacySettingStore::settings);
  }

  static Uni<Void> write(SqlClient client, PrivacySettings settings) {
    return client
        .preparedQuery(WRITE)
        .execute(
            Tuple.tuple()
                .addInteger(settings.guardianAge())
                .addInteger(settings.requestDays())
                .addInteger(settings.refusedDays())
                .addInteger(settings.eventMonths())
                .addInteger(settings.orderMonths())
                .addInteger(settings.consentMonths())
                .addInteger(settings.auditMonths()))
        .replaceWithVoid();
  }

  private static PrivacySettings settings(RowSet<Row> rows) {
    if (rows.size() == 0) {
      return PrivacySettings.DEFAULT;
    }
    Row row = rows.iterator().next();
    return new PrivacySettings(
        row.getInteger(0),
        row.getInteger(1),
        row.getInteger(2),
        row.getInteger(3),
        row.getInteger(4),
        row.getInteger(5),
        row.getInteger(6));
  }
}

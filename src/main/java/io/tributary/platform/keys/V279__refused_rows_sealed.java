package io.tributary.platform.keys;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/** Seals refused messages and rows that were kept in plain, by batches as V276 does. */
public final class V279__refused_rows_sealed extends BaseJavaMigration {
  private static final int ROWS = 1_000;

  private static final String MESSAGES =
      "SELECT ctid::text, body FROM rejected_message WHERE body NOT LIKE 'sealed~%' LIMIT " + ROWS;

  private static final String KEEP_MESSAGES =
      """
      UPDATE rejected_message r SET body = n.s FROM unnest(?::text[], ?::text[]) n(c, s) WHERE r.ctid = n.c::tid
      """;

  private static final String REJECTIONS =
      "SELECT ctid::text, raw FROM import_rejection WHERE raw NOT LIKE 'sealed~%' LIMIT " + ROWS;

  private static final String KEEP_REJECTIONS =
      """
      UPDATE import_rejection r SET raw = n.s FROM unnest(?::text[], ?::text[]) n(c, s) WHERE r.ctid = n.c::tid
      """;

  private final Supplier<MasterKeys> keys;

  /** With the master keys of the settings. */
  public V279__refused_rows_sealed() {
    this(() -> MasterKeys.of(ConfigProvider.getConfig()));
  }

  /** With these master keys. */
  public V279__refused_rows_sealed(Supplier<MasterKeys> keys) {
    this.keys = keys;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    try (Connection connection = context.getConfiguration().getDataSource().getConnection()) {
      connection.setAutoCommit(false);
      KeyRing ring = KeyRingStore.read(connection, keys.get());
      seal(connection, ring, Sealed.REJECTED_MESSAGE, MESSAGES, KEEP_MESSAGES);
      seal(connection, ring, Sealed.IMPORT_REJECTION, REJECTIONS, KEEP_REJECTIONS);
    }
  }

  private static void seal(
      Connection connection, KeyRing ring, String column, String some, String keep)
      throws SQLException {
    List<String> places = new ArrayList<>();
    do {
      places.clear();
      List<String> sealed = new ArrayList<>();
      try (PreparedStatement read = connection.prepareStatement(some);
          ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          places.add(rows.getString(1));
          sealed.add(Sealed.text(ring, column, rows.getString(2)));
        }
      }
      try (PreparedStatement write = connection.prepareStatement(keep)) {
        write.setArray(1, connection.createArrayOf("text", places.toArray()));
        write.setArray(2, connection.createArrayOf("text", sealed.toArray()));
        write.executeUpdate();
      }
      connection.commit();
    } while (!places.isEmpty());
  }
}

package io.tributary.platform.keys;

import io.tributary.platform.local.LocalMode.Refusal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads and makes the root of a database's keys; at start, when nothing else runs. */
final class KeyRingStore {
  private static final String READ = "SELECT wrapped FROM key_ring WHERE purpose = 'root'";

  private static final String MAKE =
      "INSERT INTO key_ring (purpose, wrapped, made_at) VALUES ('root', ?, now()) ON CONFLICT (purpose) DO NOTHING";

  private KeyRingStore() {}

  /**
   * The ring of a database.
   *
   * @throws Refusal when the database has none, or the master keys do not open it
   */
  static KeyRing read(Connection connection, MasterKeys masters) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(READ)) {
      if (!rows.next()) {
        throw new Refusal(
            "the table key_ring of this database is empty, so that nothing that is sealed in it can"
                + " be read. Restore the table from a backup.");
      }
      return KeyRing.of(masters, rows.getBytes(1));
    }
  }

  /** The ring of a database that may have none yet. */
  static KeyRing make(Connection connection, MasterKeys masters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MAKE)) {
      statement.setBytes(1, KeyRing.newRoot(masters));
      statement.executeUpdate();
    }
    return read(connection, masters);
  }
}

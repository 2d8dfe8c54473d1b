package io.tributary.platform.keys;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/** Seals the ids that sources give people, by batches as V276 does. */
public final class V352__profile_keys_sealed extends BaseJavaMigration {
  private final Supplier<MasterKeys> keys;

  /** With the master keys of the settings. */
  public V352__profile_keys_sealed() {
    this(() -> MasterKeys.of(ConfigProvider.getConfig()));
  }

  /** With these master keys. */
  public V352__profile_keys_sealed(Supplier<MasterKeys> keys) {
    this.keys = keys;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    try (Connection connection = context.getConfiguration().getDataSource().getConnection()) {
      PlainKeyStore.seal(connection, KeyRingStore.read(connection, keys.get()));
    }
  }
}

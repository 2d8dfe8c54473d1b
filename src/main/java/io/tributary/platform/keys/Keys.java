package io.tributary.platform.keys;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Takes the keys into use when the application starts, after the schema and before all else, and
 * seals what a replica of an earlier version has written in plain.
 */
@ApplicationScoped
class Keys {
  private final AgroalDataSource database;

  Keys(AgroalDataSource database) {
    this.database = database;
  }

  void take(@Observes @Priority(0) StartupEvent start) throws SQLException {
    MasterKeys masters = MasterKeys.of(ConfigProvider.getConfig());
    try (Connection connection = database.getConnection()) {
      KeyRing ring = KeyRingStore.read(connection, masters);
      KeyRing.use(ring);
      PlainKeyStore.seal(connection, ring);
    }
  }
}

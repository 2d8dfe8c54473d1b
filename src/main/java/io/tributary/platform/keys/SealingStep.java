package io.tributary.platform.keys;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Hands Flyway the migrations that are not SQL, which it does not look for in this package. */
@Singleton
class SealingStep implements FlywayConfigurationCustomizer {
  @Override
  public void customize(FluentConfiguration configuration) {
    configuration.javaMigrations(
        new V276__identifiers_sealed(),
        new V279__refused_rows_sealed(),
        new V352__profile_keys_sealed());
  }
}

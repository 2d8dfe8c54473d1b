package io.tributary.platform;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the database answers; said without asking it, so that it is said at once. */
@Readiness
@Singleton
class DatabaseHealth implements HealthCheck {
  private final DatabaseCircuit circuit;

  DatabaseHealth(DatabaseCircuit circuit) {
    this.circuit = circuit;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("database").status(!circuit.isOpen()).build();
  }
}

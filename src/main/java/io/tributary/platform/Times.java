package io.tributary.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** The one place where the machine's clock is read: everyone else is given it. */
@ApplicationScoped
public class Times {
  /** The system's clock, in UTC. */
  @Produces
  @ApplicationScoped
  Clock clock() {
    return Clock.systemUTC();
  }
}

package io.tributary.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Tells operators of values that rules found with several people: of a family's phone in passing,
 * of one that glued as many profiles as a customer may have at once, since something writes it.
 */
@ApplicationScoped
class SharedValueAlarm {
  /** How many values rules found to be shared, by kind and by what showed it. */
  static final String METRIC = "tributary_shared_values_total";

  private static final Logger LOG = Logger.getLogger(SharedValueAlarm.class);
  private final MeterRegistry meters;

  SharedValueAlarm(MeterRegistry meters) {
    this.meters = meters;
  }

  /** From nothing on, so that the first one is seen as a rise. */
  void begin(@Observes StartupEvent start) {
    for (IdentifierKind kind : IdentifierKind.values()) {
      count(kind, true);
      count(kind, false);
    }
  }

  private Counter count(IdentifierKind kind, boolean isGlue) {
    return meters.counter(
        METRIC,
        "kind",
        kind.name().toLowerCase(Locale.ROOT),
        "shown_by",
        isGlue ? "profiles" : "people");
  }

  /** Values are shared from now on. The values themselves, which are personal, are not said. */
  void rings(Collection<SharedValueStore.Marked> marked) {
    for (SharedValueStore.Marked value : marked) {
      boolean isGlue = value.reason().endsWith(SharedValues.MANY_PROFILES);
      count(value.kind(), isGlue).increment();
      LOG.logf(
          isGlue ? Logger.Level.WARN : Logger.Level.DEBUG,
          "A value of kind %s ties nobody any longer, since %s: sharedValues lists it with the cases (hash %s).",
          value.kind(),
          value.reason(),
          value.hash());
    }
  }
}

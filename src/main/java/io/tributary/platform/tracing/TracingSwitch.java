package io.tributary.platform.tracing;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Turns tracing on where OpenTelemetry's own setting {@code OTEL_EXPORTER_OTLP_ENDPOINT} says to
 * whom, and off elsewhere: Quarkus would be on and send to the machine itself.
 */
public final class TracingSwitch implements ConfigSourceFactory {
  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String PROTOCOL = "otel.exporter.otlp.protocol";

  /** Above what the library takes for granted, below every setting that somebody made. */
  private static final int ORDINAL = 240;

  /** Found as a service. */
  public TracingSwitch() {}

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    String endpoint = value(context, ENDPOINT);
    Map<String, String> settings =
        endpoint == null
            ? Map.of("quarkus.otel.sdk.disabled", "true")
            : Map.of(
                "quarkus.otel.sdk.disabled",
                "false",
                "quarkus.otel.exporter.otlp.endpoint",
                endpoint,
                "quarkus.otel.exporter.otlp.protocol",
                value(context, PROTOCOL) == null ? "grpc" : value(context, PROTOCOL));
    return List.of(new PropertiesConfigSource(settings, "tracing", ORDINAL));
  }

  private static String value(ConfigSourceContext context, String name) {
    ConfigValue value = context.getValue(name);
    return value == null || value.getValue() == null || value.getValue().isBlank()
        ? null
        : value.getValue().strip();
  }

  @Override
  public OptionalInt getPriority() {
    return OptionalInt.of(ORDINAL);
  }
}

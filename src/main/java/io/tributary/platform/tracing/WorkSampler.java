package io.tributary.platform.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Traces a share of what begins here, and of what comes with a trace what its caller traces. A
 * statement that belongs to nothing traced (each second's look for work) begins no trace.
 */
@Singleton
class WorkSampler implements Sampler {
  private final Sampler sampler;

  WorkSampler(@ConfigProperty(name = "tributary.tracing.share", defaultValue = "1") double share) {
    this.sampler = Sampler.parentBased(new Roots(Sampler.traceIdRatioBased(share)));
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return sampler.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return sampler.getDescription();
  }

  private record Roots(Sampler share) implements Sampler {
    @Override
    public SamplingResult shouldSample(
        Context parent,
        String traceId,
        String name,
        SpanKind kind,
        Attributes attributes,
        List<LinkData> links) {
      return kind == SpanKind.CLIENT
          ? SamplingResult.drop()
          : share.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
      return "no statement alone, " + share.getDescription();
    }
  }
}

package io.tributary.platform.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** The demo's settings. */
@ConfigMapping(prefix = "tributary.demo")
public interface DemoSettings {
  /** How many people the demo shop has; 0 for no demo. */
  @WithDefault("0")
  int people();

  /** Another seed gives other people. */
  @WithDefault("20260101")
  long seed();

  /** What makes the people hard to tell apart: {@code typos,families,…}; nothing when not set. */
  Optional<Set<Mishap>> mishaps();
}

package io.tributary.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.tributary.Given;
import io.tributary.SteppedClock;
import io.tributary.TestDatabase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is remembered of sources for a moment. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class KnownSourcesTest {
  private static final Duration KNOWN = Duration.ofSeconds(1);

  @Inject SourceStore store;

  private final SteppedClock clock = new SteppedClock("2026-03-01T00:00:00Z");
  private Sources sources;
  private UUID till;
  private UUID web;

  @BeforeEach
  void make() {
    TestDatabase.clear();
    sources = new Sources(store, clock, KNOWN);
    till = Given.source("till").uuid();
    web = Given.source("web").uuid();
  }

  private Collection<String> names(UUID... ids) {
    Map<UUID, Source> found =
        sources.byIds(Arrays.asList(ids)).await().atMost(KNOWN.multipliedBy(60));
    return new TreeSet<>(found.values().stream().map(Source::name).toList());
  }

  private long statements(Runnable reading) {
    TestDatabase.clearStatements();
    reading.run();
    return TestDatabase.statements();
  }

  private static void rename(UUID source, String name) {
    TestDatabase.run("UPDATE source SET name = '" + name + "' WHERE source_id = '" + source + "'");
  }

  @Test
  void what_was_read_a_moment_ago_is_not_read_again() {
    assertEquals(List.of("till"), List.copyOf(names(till)));
    assertEquals(
        1,
        statements(
            () -> assertEquals(List.of("till", "web"), List.copyOf(names(till, null, web)))));
    assertEquals(0, statements(() -> names(web, till, null)));
  }

  @Test
  void a_change_by_another_replica_is_seen_after_that_moment() {
    names(till);
    rename(till, "till of another name");
    assertEquals(List.of("till"), List.copyOf(names(till)));
    clock.advance(KNOWN);
    assertEquals(List.of("till of another name"), List.copyOf(names(till)));
  }

  @Test
  void ones_own_change_is_seen_at_once() throws Throwable {
    names(till);
    VertxContextSupport.subscribeAndAwait(
        () -> sources.change(till, source -> source.name = "till 2"));
    assertEquals(List.of("till 2"), List.copyOf(names(till)));
  }
}

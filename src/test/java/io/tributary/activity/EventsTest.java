package io.tributary.activity;

import static io.tributary.platform.Outcome.Kind.ACCEPTED;
import static io.tributary.platform.Outcome.Kind.DUPLICATE;
import static io.tributary.platform.Outcome.Kind.REFUSED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import io.tributary.platform.Outcome;
import io.tributary.platform.Partitions;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events are taken in once each, whatever the channel repeats. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class EventsTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");

  @Inject Tx tx;
  @Inject Events events;
  @Inject Partitions partitions;
  private Source web;
  private UUID profile;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    web = Given.source("web");
    profile = Given.customer("Zhang Wei").profileAt("web");
  }

  @Test
  void an_event_sent_twice_is_there_once() {
    EventFact view = view("m1", NOON);
    List<Outcome> first = append(view);
    List<Outcome> again = append(view, view("m1", NOON.plusMillis(3)), view("m2", NOON));

    assertEquals(List.of(ACCEPTED), kinds(first));
    assertEquals(List.of(DUPLICATE, DUPLICATE, ACCEPTED), kinds(again));
    assertEquals(first.get(0).factId(), again.get(0).factId());
    assertEquals(profile, first.get(0).profileId());
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM event"));
  }

  @Test
  void the_same_id_twice_in_a_batch_is_there_once() {
    assertEquals(List.of(ACCEPTED, DUPLICATE), kinds(append(view("m1", NOON), view("m1", NOON))));
  }

  @Test
  void the_same_id_from_another_source_is_another_event() {
    append(view("m1", NOON));
    Source till = Given.source("till");
    List<Outcome> outcomes =
        tx.write(connection -> events.append(connection, till, List.of(view("m1", NOON))))
            .await()
            .indefinitely();

    assertEquals(List.of(ACCEPTED), kinds(outcomes));
  }

  @Test
  void events_of_many_years_go_to_their_months() {
    List<EventFact> many = new ArrayList<>();
    for (int year = 1997; year <= 2026; year++) {
      many.add(view("m" + year, Instant.parse(year + "-12-31T23:59:59.999999999Z")));
    }
    List<Outcome> outcomes = append(many.toArray(EventFact[]::new));

    assertEquals(30, outcomes.stream().filter(o -> o.kind() == ACCEPTED).count());
    assertEquals(List.of("30"), TestDatabase.rows("SELECT count(DISTINCT tableoid) FROM event"));
    assertEquals(
        List.of("30"),
        TestDatabase.rows(
            "SELECT count(*) FROM event e JOIN fact_key k ON k.fact_id = e.event_id AND k.occurred_at = e.occurred_at"));
  }

  @Test
  void a_bad_event_is_refused_and_the_others_go_in() {
    List<Outcome> outcomes =
        append(
            view(null, NOON),
            view("m1", NOON),
            view("m\0", NOON),
            view("m2", Instant.parse("1969-12-31T00:00:00Z")),
            new EventFact(null, "m3", EventKind.VIEW, "x", NOON, Map.of()),
            new EventFact(profile, "m4", EventKind.VIEW, " ", NOON, Map.of()),
            new EventFact(
                profile, "m5", EventKind.VIEW, "x", NOON, Map.of("a", List.of(Map.of("b", "\0")))),
            new EventFact(
                profile, "m6", EventKind.VIEW, "x", NOON, Map.of("a", new BigDecimal("1e999999"))));

    assertEquals(
        List.of(REFUSED, ACCEPTED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
        kinds(outcomes));
    assertEquals("event_id", outcomes.get(0).column());
    assertEquals("properties", outcomes.get(6).column());
  }

  @Test
  void many_at_once_with_one_id_make_one_event() {
    partitions.ensure(List.of(NOON)).await().indefinitely();
    List<Uni<List<Outcome>>> all = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      List<EventFact> batch = new ArrayList<>(List.of(view("m1", NOON), view("m2", NOON)));
      if (i % 2 == 0) {
        java.util.Collections.reverse(batch);
      }
      all.add(tx.write(connection -> events.append(connection, web, batch)));
    }
    List<List<Outcome>> outcomes = Uni.join().all(all).andFailFast().await().indefinitely();

    assertEquals(
        2, outcomes.stream().flatMap(List::stream).filter(o -> o.kind() == ACCEPTED).count());
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM event"));
  }

  private EventFact view(String id, Instant at) {
    return new EventFact(
        profile, id, EventKind.VIEW, "Product Viewed", at, Map.of("sku", "T1", "price", 12.5));
  }

  private List<Outcome> append(EventFact... facts) {
    List<Instant> times =
        java.util.Arrays.stream(facts)
            .map(EventFact::occurredAt)
            .filter(at -> !at.isBefore(Partitions.EARLIEST))
            .toList();
    partitions.ensure(times).await().indefinitely();
    return tx.write(connection -> events.append(connection, web, List.of(facts)))
        .await()
        .indefinitely();
  }

  private static List<Outcome.Kind> kinds(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::kind).toList();
  }
}

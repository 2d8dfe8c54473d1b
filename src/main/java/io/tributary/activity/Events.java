package io.tributary.activity;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Takes events in, in the caller's transaction, each once. */
@ApplicationScoped
public class Events {
  private static final UUID CONTENT = Ids.hash("event");

  private final Clock clock;
  private final List<EventReader> readers;

  Events(Clock clock, @All List<EventReader> readers) {
    this.clock = clock;
    this.readers = readers;
  }

  /**
   * Appends events; one outcome per event, in order. The months of all of them must have their
   * partitions ({@code Partitions.ensure}).
   *
   * <p>An id that is there already is a DUPLICATE, whatever else is sent with it: SDKs send a
   * message again with another time, since they correct their clock anew at every try.
   *
   * @param source who sends them
   * @param events at most 2,000
   */
  public Uni<List<Outcome>> append(
      SqlConnection connection, Source source, List<EventFact> events) {
    List<Sent> sent = new ArrayList<>(events.size());
    Map<UUID, Sent> first = new LinkedHashMap<>();
    for (EventFact event : events) {
      Optional<Outcome> fault = EventRule.fault(event);
      UUID key =
          fault.isPresent()
              ? null
              : Ids.hash("event", source.uuid().toString(), event.externalId());
      Sent one = new Sent(event, key, Ids.next(), fault.orElse(null));
      sent.add(one);
      if (key != null) {
        first.putIfAbsent(key, one);
      }
    }
    List<FactKeys.Key> keys = first.values().stream().map(Sent::claim).toList();
    return FactKeys.claim(connection, keys)
        .chain(known -> insertNew(connection, source, sent, first, known));
  }

  private Uni<List<Outcome>> insertNew(
      SqlConnection connection,
      Source source,
      List<Sent> sent,
      Map<UUID, Sent> first,
      Map<UUID, FactKeys.Key> known) {
    List<EventStore.NewEvent> fresh =
        first.values().stream()
            .filter(one -> !known.containsKey(one.key))
            .map(one -> new EventStore.NewEvent(one.id, one.event))
            .toList();
    return EventStore.insert(connection, source.uuid(), clock.instant(), fresh)
        .chain(() -> tell(connection, source, fresh))
        .map(nothing -> sent.stream().map(one -> outcome(one, first, known)).toList());
  }

  private Uni<Void> tell(SqlConnection connection, Source source, List<EventStore.NewEvent> fresh) {
    Uni<Void> told = Uni.createFrom().voidItem();
    if (!fresh.isEmpty()) {
      List<EventFact> events = fresh.stream().map(EventStore.NewEvent::fact).toList();
      for (EventReader reader : readers) {
        told = told.chain(() -> reader.read(connection, source, events));
      }
    }
    return told;
  }

  private static Outcome outcome(Sent one, Map<UUID, Sent> first, Map<UUID, FactKeys.Key> known) {
    if (one.fault != null) {
      return one.fault;
    }
    FactKeys.Key earlier = known.get(one.key);
    if (earlier != null) {
      return Outcome.duplicate(earlier.profileId(), earlier.factId());
    }
    Sent winner = first.get(one.key);
    return winner == one
        ? Outcome.acceptedFrom(one.event.occurredAt(), one.event.profileId(), one.id)
        : Outcome.duplicate(winner.event.profileId(), winner.id);
  }

  private record Sent(EventFact event, UUID key, UUID id, Outcome fault) {
    FactKeys.Key claim() {
      return new FactKeys.Key(key, event.profileId(), id, event.occurredAt(), CONTENT);
    }
  }
}

package io.tributary.intake.tracking;

import io.smallrye.mutiny.Uni;
import io.tributary.activity.EventFact;
import io.tributary.activity.Events;
import io.tributary.commerce.OrderFact;
import io.tributary.commerce.Orders;
import io.tributary.identity.Identities;
import io.tributary.identity.Known;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.ProfileKey;
import io.tributary.identity.Source;
import io.tributary.identity.relation.RelationFact;
import io.tributary.identity.relation.Relations;
import io.tributary.intake.ChangedCustomerStore;
import io.tributary.intake.ReferralCodeUse;
import io.tributary.intake.tracking.Tracking.Placed;
import io.tributary.job.Change;
import io.tributary.job.FactKind;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Appends what messages say, in one transaction: each message once, whatever is sent again. */
@ApplicationScoped
class Facts {
  /** What the rooms take in one call. */
  private static final int SET = 2_000;

  private final Identities identities;
  private final Orders orders;
  private final Events events;

  Facts(Identities identities, Orders orders, Events events) {
    this.identities = identities;
    this.orders = orders;
    this.events = events;
  }

  /**
   * Appends the good messages of a part of a call and keeps the bad ones.
   *
   * @return the part with those messages refused that the rooms refused
   */
  Uni<List<Placed>> append(
      SqlConnection connection, Source source, List<Placed> part, Instant receivedAt) {
    Map<UUID, Placed> first = new LinkedHashMap<>();
    for (Placed placed : part) {
      if (placed.reading() instanceof Reading.Message message) {
        first.putIfAbsent(hash(source, message), placed);
      }
    }
    Work work = new Work(connection, source);
    return FactKeys.claim(connection, claims(first))
        .invoke(known -> work.add(first, known.keySet()))
        .chain(work::resolve)
        .chain(work::appendAll)
        .chain(() -> FactKeys.release(connection, work.refusedHashes()))
        .chain(work::noteChanges)
        .map(nothing -> part.stream().map(work::outcome).toList())
        .call(all -> TrackingStore.keep(connection, source.uuid(), receivedAt, refusals(all)));
  }

  private static UUID hash(Source source, Reading.Message message) {
    return Ids.hash("message", source.uuid().toString(), message.id());
  }

  private static Collection<FactKeys.Key> claims(Map<UUID, Placed> messages) {
    List<FactKeys.Key> claims = new ArrayList<>(messages.size());
    messages.forEach(
        (hash, placed) ->
            claims.add(
                new FactKeys.Key(
                    hash, null, Ids.next(), null, Ids.hash("message", placed.reading().raw()))));
    return claims;
  }

  private static List<Reading.Refusal> refusals(List<Placed> all) {
    List<Reading.Refusal> refusals = new ArrayList<>();
    for (Placed placed : all) {
      if (placed.reading() instanceof Reading.Refusal refusal) {
        refusals.add(refusal);
      }
    }
    return refusals;
  }

  /** A new message and whose it is. */
  private record Resolved(UUID hash, Reading.Message message, Known known) {}

  /** The new messages of one transaction. */
  private final class Work {
    private final SqlConnection connection;
    private final Source source;
    private final Map<UUID, Placed> fresh = new LinkedHashMap<>();
    private final List<Resolved> messages = new ArrayList<>();
    private final Map<UUID, Outcome> refused = new HashMap<>();
    private final Map<UUID, Change> changedProfiles = new HashMap<>();

    Work(SqlConnection connection, Source source) {
      this.connection = connection;
      this.source = source;
    }

    void add(Map<UUID, Placed> sent, Set<UUID> known) {
      fresh.putAll(sent);
      fresh.keySet().removeAll(known);
    }

    Uni<Void> resolve() {
      List<UUID> hashes = List.copyOf(fresh.keySet());
      List<ProfileFact> people = hashes.stream().map(hash -> message(hash).who()).toList();
      return settled(people)
          .chain(settled -> identities.resolve(connection, source, settled))
          .invoke(
              known -> {
                for (int i = 0; i < hashes.size(); i++) {
                  UUID hash = hashes.get(i);
                  messages.add(new Resolved(hash, message(hash), known.get(i)));
                }
              })
          .replaceWithVoid();
    }

    private Uni<List<ProfileFact>> settled(List<ProfileFact> people) {
      Set<ProfileKey> used = Aliases.used(people);
      return identities
          .known(connection, source, Aliases.doubtful(people))
          .invoke(used::addAll)
          .map(u -> people.stream().map(fact -> Aliases.settled(fact, used)).toList());
    }

    private Reading.Message message(UUID hash) {
      return (Reading.Message) fresh.get(hash).reading();
    }

    /** Sales before what is about them, as far as one call has both. */
    Uni<Void> appendAll() {
      return append(Fact.Sale.class, this::sale, (c, sales) -> orders.append(c, source, sales))
          .chain(
              () ->
                  append(
                      Fact.Refund.class,
                      (message, refund) -> refund.given(),
                      (c, returns) -> orders.appendReturns(c, source, returns)))
          .chain(
              () ->
                  append(
                      Fact.Cancellation.class,
                      (message, cancellation) -> cancellation,
                      this::cancel))
          .chain(() -> append(Fact.Delivery.class, (message, delivery) -> delivery, this::deliver))
          .chain(
              () ->
                  append(
                      Fact.Happening.class, this::event, (c, set) -> events.append(c, source, set)))
          .chain(this::useReferralCodes)
          .chain(this::relate);
    }

    /** A code that came as a trait or with an order was used: something that somebody did. */
    private Uni<Void> useReferralCodes() {
      List<EventFact> used = new ArrayList<>();
      for (Resolved one : messages) {
        ReferralCodeUse.of(one.message().who(), one.message().id())
            .map(event -> event.by(one.known().profileId()))
            .ifPresent(used::add);
      }
      return inSets(used, set -> events.append(connection, source, set))
          .invoke(
              outcomes ->
                  outcomes.stream()
                      .filter(outcome -> outcome.kind() == Outcome.Kind.ACCEPTED)
                      .forEach(
                          outcome ->
                              Change.add(
                                  changedProfiles,
                                  outcome.profileId(),
                                  Change.of(FactKind.EVENT, outcome.since()))))
          .replaceWithVoid();
    }

    private Uni<Void> relate() {
      List<RelationFact> relations = new ArrayList<>();
      for (Resolved one : messages) {
        if (one.message().fact() instanceof Fact.Happening happening
            && happening.relation() != null) {
          relations.add(happening.relation().of(one.known().profileId()));
        }
      }
      return Relations.take(connection, relations)
          .invoke(tied -> tied.forEach(one -> Change.add(changedProfiles, one, Change.ANY)))
          .replaceWithVoid();
    }

    private OrderFact sale(Resolved message, Fact.Sale sale) {
      return sale.order().by(message.known().profileId());
    }

    private EventFact event(Resolved one, Fact.Happening happening) {
      return new EventFact(
          one.known().profileId(),
          one.message().id(),
          happening.kind(),
          happening.name(),
          one.message().who().occurredAt(),
          happening.properties());
    }

    private Uni<List<Outcome>> cancel(SqlConnection c, List<Fact.Cancellation> cancellations) {
      return oneByOne(
          cancellations, one -> orders.cancel(c, source, one.orderId(), one.cancelledAt()));
    }

    private Uni<List<Outcome>> deliver(SqlConnection c, List<Fact.Delivery> deliveries) {
      return oneByOne(
          deliveries, one -> orders.deliver(c, source, one.orderId(), one.deliveredAt()));
    }

    /** What comes as a message of its own per order is rare in a batch. */
    private static <F> Uni<List<Outcome>> oneByOne(List<F> facts, Function<F, Uni<Outcome>> take) {
      Uni<List<Outcome>> done = Uni.createFrom().item(ArrayList::new);
      for (F one : facts) {
        done = done.call(outcomes -> take.apply(one).invoke(outcomes::add));
      }
      return done;
    }

    private <F extends Fact, T> Uni<Void> append(
        Class<F> kind,
        BiFunction<Resolved, F, T> toRow,
        BiFunction<SqlConnection, List<T>, Uni<List<Outcome>>> room) {
      List<Resolved> told =
          messages.stream().filter(one -> kind.isInstance(one.message().fact())).toList();
      List<T> rows =
          told.stream().map(one -> toRow.apply(one, kind.cast(one.message().fact()))).toList();
      return inSets(rows, set -> room.apply(connection, set))
          .invoke(
              outcomes -> {
                for (int i = 0; i < told.size(); i++) {
                  record(told.get(i), outcomes.get(i));
                }
              })
          .replaceWithVoid();
    }

    private void record(Resolved one, Outcome outcome) {
      if (outcome.kind() == Outcome.Kind.REFUSED && !isRepetition(one, outcome)) {
        refused.put(one.hash(), outcome);
      } else if (outcome.kind() == Outcome.Kind.ACCEPTED) {
        Change change = Change.of(kind(one.message().fact()), outcome.since());
        Change.add(changedProfiles, one.known().profileId(), change);
        Change.add(changedProfiles, outcome.profileId(), change);
      }
    }

    private static FactKind kind(Fact fact) {
      return fact instanceof Fact.Happening ? FactKind.EVENT : FactKind.ORDER;
    }

    /**
     * A shop's page and its server both report a sale, each at its own instant. That is the same
     * sale, not a contradiction: the first time stands.
     */
    private static boolean isRepetition(Resolved one, Outcome outcome) {
      return one.message().fact() instanceof Fact.Sale && "ordered_at".equals(outcome.column());
    }

    /** A refused message can be mended and sent again under its id. */
    Set<UUID> refusedHashes() {
      return refused.keySet();
    }

    Uni<Void> noteChanges() {
      changedProfiles.remove(null);
      List<Known> known = messages.stream().map(Resolved::known).toList();
      return ChangedCustomerStore.note(connection, changedProfiles, known);
    }

    Placed outcome(Placed placed) {
      Outcome outcome =
          placed.reading() instanceof Reading.Message message
              ? refused.get(hash(source, message))
              : null;
      return outcome == null ? placed : placed.refused(outcome.reason());
    }

    private <T, R> Uni<List<R>> inSets(List<T> rows, Function<List<T>, Uni<List<R>>> take) {
      Uni<List<R>> all = Uni.createFrom().item(ArrayList::new);
      for (int from = 0; from < rows.size(); from += SET) {
        List<T> set = rows.subList(from, Math.min(rows.size(), from + SET));
        all = all.call(results -> take.apply(set).invoke(results::addAll));
      }
      return all;
    }
  }
}

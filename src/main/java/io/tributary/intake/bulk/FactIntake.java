package io.tributary.intake.bulk;

import io.smallrye.mutiny.Uni;
import io.tributary.activity.EventFact;
import io.tributary.activity.Events;
import io.tributary.commerce.LineFact;
import io.tributary.commerce.OrderFact;
import io.tributary.commerce.Orders;
import io.tributary.commerce.Products;
import io.tributary.commerce.ReturnFact;
import io.tributary.commerce.Stores;
import io.tributary.commerce.cost.ChannelCosts;
import io.tributary.identity.Identities;
import io.tributary.identity.Known;
import io.tributary.identity.ProfileFact;
import io.tributary.identity.Source;
import io.tributary.identity.relation.RelationFact;
import io.tributary.identity.relation.Relations;
import io.tributary.intake.ChangedCustomerStore;
import io.tributary.intake.ReferralCodeUse;
import io.tributary.job.Change;
import io.tributary.job.FactKind;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Hands what a file's rows say to the rooms that keep it, in the caller's transaction. */
@ApplicationScoped
class FactIntake {
  private final Identities identities;
  private final Orders orders;
  private final Events events;
  private final Products products;
  private final Stores stores;
  private final ChannelCosts costs;

  FactIntake(
      Identities identities,
      Orders orders,
      Events events,
      Products products,
      Stores stores,
      ChannelCosts costs) {
    this.identities = identities;
    this.orders = orders;
    this.events = events;
    this.products = products;
    this.stores = stores;
    this.costs = costs;
  }

  /**
   * Takes rows of one kind in: whose they are, the facts, and which customers that changed.
   *
   * @return one outcome per row, in order
   */
  Uni<List<Outcome>> take(
      SqlConnection connection, Source source, ImportKind kind, List<Row> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return resolve(connection, source, rows)
        .chain(
            people ->
                append(connection, source, kind, rows, people)
                    .call(
                        outcomes ->
                            useReferralCodes(connection, source, rows, people)
                                .chain(
                                    used ->
                                        ChangedCustomerStore.note(
                                            connection,
                                            changedProfiles(kind, outcomes, used),
                                            people.stream().filter(Objects::nonNull).toList()))));
  }

  /** Whose the rows are, in order; null for a row that names nobody. */
  private Uni<List<Known>> resolve(SqlConnection connection, Source source, List<Row> rows) {
    List<ProfileFact> named = rows.stream().map(Row::person).filter(Objects::nonNull).toList();
    if (named.isEmpty()) {
      return Uni.createFrom().item(Collections.nCopies(rows.size(), null));
    }
    return identities
        .resolve(connection, source, named)
        .map(
            known -> {
              List<Known> people = new ArrayList<>(rows.size());
              int next = 0;
              for (Row row : rows) {
                people.add(row.person() == null ? null : known.get(next++));
              }
              return people;
            });
  }

  /**
   * A code that came with a person or an order was used: something that somebody did. A row without
   * a time that says nothing new tells of no other use.
   */
  private Uni<List<Outcome>> useReferralCodes(
      SqlConnection connection, Source source, List<Row> rows, List<Known> people) {
    List<EventFact> used = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      ProfileFact person = rows.get(i).person();
      UUID profile = person == null ? null : people.get(i).profileId();
      if (person != null && (person.statement() == null || people.get(i).changed())) {
        ReferralCodeUse.of(person, "import/" + profile + "/" + person.occurredAt())
            .map(event -> event.by(profile))
            .ifPresent(used::add);
      }
    }
    return used.isEmpty()
        ? Uni.createFrom().item(List.of())
        : events.append(connection, source, used);
  }

  private Uni<List<Outcome>> append(
      SqlConnection connection,
      Source source,
      ImportKind kind,
      List<Row> rows,
      List<Known> people) {
    return switch (kind) {
      case CUSTOMERS -> Uni.createFrom().item(people.stream().map(FactIntake::outcome).toList());
      case ORDERS -> sales(connection, source, cast(rows, Row.Sale.class), people);
      case ORDER_LINES -> {
        List<LineFact> lines = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
          lines.add(of(((Row.SaleLine) rows.get(i)).line(), people.get(i)));
        }
        yield orders.appendLines(connection, source, lines);
      }
      case RETURNS -> {
        List<ReturnFact> returns =
            cast(rows, Row.GivenBack.class).stream().map(Row.GivenBack::fact).toList();
        yield orders.appendReturns(connection, source, returns);
      }
      case EVENTS -> {
        List<EventFact> facts = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
          facts.add(of(((Row.Deed) rows.get(i)).event(), people.get(i)));
        }
        yield events.append(connection, source, facts);
      }
      case RELATIONS -> ties(connection, cast(rows, Row.Tie.class), people);
      case PRODUCTS ->
          products.upsert(
              connection,
              cast(rows, Row.Article.class).stream().map(Row.Article::product).toList());
      case STORES ->
          stores.upsert(
              connection, cast(rows, Row.Place.class).stream().map(Row.Place::store).toList());
      case CHANNEL_COSTS ->
          costs.state(connection, cast(rows, Row.Cost.class).stream().map(Row.Cost::cost).toList());
    };
  }

  private static Outcome outcome(Known known) {
    return known.changed()
        ? Outcome.accepted(known.profileId(), known.profileId())
        : Outcome.duplicate(known.profileId(), known.profileId());
  }

  private static Uni<List<Outcome>> ties(
      SqlConnection connection, List<Row.Tie> ties, List<Known> people) {
    List<RelationFact> facts = new ArrayList<>(ties.size());
    for (int i = 0; i < ties.size(); i++) {
      facts.add(ties.get(i).relation().of(people.get(i).profileId()));
    }
    return Relations.take(connection, facts)
        .map(
            changed ->
                people.stream()
                    .map(
                        known ->
                            known.changed() || changed.contains(known.profileId())
                                ? Outcome.accepted(known.profileId(), known.profileId())
                                : Outcome.duplicate(known.profileId(), known.profileId()))
                    .toList());
  }

  /** Orders first, then the returns of those that were given back in full. */
  private Uni<List<Outcome>> sales(
      SqlConnection connection, Source source, List<Row.Sale> sales, List<Known> people) {
    List<OrderFact> facts = new ArrayList<>(sales.size());
    for (int i = 0; i < sales.size(); i++) {
      facts.add(sales.get(i).order().by(people.get(i).profileId()));
    }
    return orders
        .append(connection, source, facts)
        .chain(outcomes -> refunds(connection, source, sales, outcomes));
  }

  private Uni<List<Outcome>> refunds(
      SqlConnection connection, Source source, List<Row.Sale> sales, List<Outcome> outcomes) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < sales.size(); i++) {
      if (sales.get(i).refund() != null && outcomes.get(i).kind() != Outcome.Kind.REFUSED) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return Uni.createFrom().item(outcomes);
    }
    List<ReturnFact> refunds = places.stream().map(i -> sales.get(i).refund()).toList();
    return orders
        .appendReturns(connection, source, refunds)
        .map(
            given -> {
              List<Outcome> both = new ArrayList<>(outcomes);
              for (int i = 0; i < places.size(); i++) {
                boolean isNews = given.get(i).kind() != Outcome.Kind.DUPLICATE;
                if (isNews && both.get(places.get(i)).kind() == Outcome.Kind.DUPLICATE) {
                  both.set(places.get(i), given.get(i));
                }
              }
              return both;
            });
  }

  private static <T extends Row> List<T> cast(List<Row> rows, Class<T> type) {
    return rows.stream().map(type::cast).toList();
  }

  private static LineFact of(LineFact line, Known person) {
    return new LineFact(
        person == null ? null : person.profileId(),
        line.orderExternalId(),
        line.orderedAt(),
        line.currency(),
        line.storeCode(),
        line.channel(),
        line.line());
  }

  private static EventFact of(EventFact event, Known person) {
    return new EventFact(
        person.profileId(),
        event.externalId(),
        event.kind(),
        event.name(),
        event.occurredAt(),
        event.properties());
  }

  private static Map<UUID, Change> changedProfiles(
      ImportKind kind, List<Outcome> outcomes, List<Outcome> events) {
    Map<UUID, Change> changed = new HashMap<>();
    if (kind != ImportKind.CUSTOMERS) {
      // of whom identity learns something it notes itself
      add(changed, kind, outcomes);
    }
    add(changed, ImportKind.EVENTS, events);
    return changed;
  }

  private static void add(Map<UUID, Change> changed, ImportKind kind, List<Outcome> outcomes) {
    outcomes.stream()
        .filter(outcome -> outcome.kind() == Outcome.Kind.ACCEPTED && outcome.profileId() != null)
        .forEach(
            outcome -> Change.add(changed, outcome.profileId(), change(kind, outcome.since())));
  }

  private static Change change(ImportKind kind, Instant since) {
    return switch (kind) {
      case ORDERS, ORDER_LINES, RETURNS -> Change.of(FactKind.ORDER, since);
      case EVENTS -> Change.of(FactKind.EVENT, since);
      case CUSTOMERS, RELATIONS, PRODUCTS, STORES, CHANNEL_COSTS -> Change.ANY;
    };
  }
}

package io.tributary.loyalty.mission;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.job.ChangeQueue;
import io.tributary.loyalty.LocalDays;
import io.tributary.loyalty.coupon.CouponGifts;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.loyalty.ledger.Purses;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Publishes missions, lets members join, and says how far they are. */
@ApplicationScoped
class Missions implements NodeLoader {
  private final MissionStore store;
  private final PointsCurrencies currencies;
  private final Purses purses;
  private final CouponGifts coupons;
  private final Tx tx;
  private final Clock clock;

  Missions(
      MissionStore store,
      PointsCurrencies currencies,
      Purses purses,
      CouponGifts coupons,
      Tx tx,
      Clock clock) {
    this.store = store;
    this.currencies = currencies;
    this.purses = purses;
    this.coupons = coupons;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * Publishes a mission, or the next version of the one of its name.
   *
   * @throws ApiException NOT_FOUND, INVALID_INPUT; CONFLICT when somebody published at the same
   *     time
   */
  Uni<PublishedMission> publish(MissionInput input, String actor) {
    String name = MissionDraft.name(input);
    Instant now = clock.instant();
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency -> {
              MissionTerms terms = MissionDraft.of(input, currency, now);
              return requireRewards(currency.programmeId(), terms)
                  .chain(() -> tx.write(c -> store.ensure(c, currency.programmeId(), name, now)))
                  .chain(
                      id ->
                          tx.read(store::all)
                              .map(
                                  all ->
                                      next(
                                          input,
                                          actor,
                                          name,
                                          currency,
                                          terms,
                                          id,
                                          all.getOrDefault(id, List.of()),
                                          now)))
                  .call(store::insert);
            });
  }

  private static PublishedMission next(
      MissionInput input,
      String actor,
      String name,
      PointsCurrency currency,
      MissionTerms terms,
      UUID id,
      List<PublishedMission> before,
      Instant now) {
    if (!before.isEmpty() && before.get(0).terms().per() != terms.per()) {
      throw ApiException.invalid(
          "input.per", "A mission's windows stay as they are. Make another mission.");
    }
    Instant usual = before.isEmpty() ? terms.since() : now;
    Instant from = input.effectiveFrom() == null ? usual : input.effectiveFrom().toInstant();
    return new PublishedMission(
        id,
        currency.programmeId(),
        currency.zone(),
        name,
        terms,
        before.size() + 1,
        FactKeys.utc(from),
        FactKeys.utc(now),
        actor);
  }

  private Uni<Void> requireRewards(UUID programme, MissionTerms terms) {
    return coupons
        .missing(programme, Stream.ofNullable(terms.coupon()).toList())
        .invoke(
            missing -> {
              if (!missing.isEmpty()) {
                throw ApiException.notFound("coupon", TypeId.COUPON.encode(terms.coupon()));
              }
            })
        .chain(
            () ->
                terms.reward() == null
                    ? Uni.createFrom().item(true)
                    : tx.read(c -> store.isReward(c, programme, terms.reward())))
        .invoke(
            known -> {
              if (!known) {
                throw ApiException.notFound("reward", TypeId.REWARD.encode(terms.reward()));
              }
            })
        .replaceWithVoid();
  }

  /**
   * A member joins a mission; whoever has joined stays as they did.
   *
   * @throws ApiException NOT_FOUND; NOT_ELIGIBLE for one that is over, or that nobody has to join;
   *     IDEMPOTENCY_KEY_REUSED
   */
  Uni<UUID> join(SqlConnection connection, UUID customer, UUID id, Command said) {
    return store
        .all(connection)
        .map(
            all -> {
              if (!all.containsKey(id)) {
                throw ApiException.notFound("mission", TypeId.MISSION.encode(id));
              }
              return current(all.get(id));
            })
        .invoke(
            mission -> {
              Instant until = mission.terms().until();
              boolean isOver = until != null && !said.occurredAt().isBefore(until);
              if (!mission.terms().joined() || isOver) {
                throw new ApiException(
                    ErrorKind.NOT_ELIGIBLE,
                    "input.mission",
                    isOver ? "The mission is over." : "Everybody takes part in this mission.");
              }
            })
        .chain(mission -> currencies.require(connection, mission.programmeId(), null))
        .chain(
            currency ->
                purses.once(
                    connection,
                    currency,
                    customer,
                    said,
                    purse ->
                        store
                            .join(connection, customer, id, said.occurredAt())
                            .chain(() -> ChangeQueue.note(connection, List.of(customer)))
                            .replaceWith(id)))
        .map(done -> done.subject());
  }

  /** The version that holds now; the first while none does yet. */
  PublishedMission current(List<PublishedMission> versions) {
    return MissionRule.at(versions, clock.instant()).orElse(versions.get(0));
  }

  /** The missions of programmes as they are now, by programme, the oldest first. */
  Uni<Map<UUID, List<PublishedMission>>> ofProgrammes() {
    return tx.read(store::all)
        .map(
            all -> {
              Map<UUID, List<PublishedMission>> found = new HashMap<>();
              all.values().stream()
                  .map(this::current)
                  .forEach(
                      mission ->
                          found
                              .computeIfAbsent(mission.programmeId(), id -> new ArrayList<>())
                              .add(mission));
              return found;
            });
  }

  /**
   * What is known of members in missions.
   *
   * @param joined when they joined, by customer and mission
   * @param tiers by customer and programme
   * @param progress by customer and mission
   * @param owed rewards that are owed, by customer and mission
   */
  private record Known(
      Map<List<UUID>, Instant> joined,
      Map<List<UUID>, String> tiers,
      Map<List<UUID>, MissionFactStore.Kept> progress,
      Map<List<UUID>, Integer> owed) {}

  /**
   * How far customers are in every mission that is not over, or owes them something, by customer;
   * five statements.
   */
  Uni<Map<UUID, List<MemberMission>>> ofCustomers(List<UUID> customers) {
    Instant now = clock.instant();
    return tx.read(
        connection ->
            store
                .all(connection)
                .chain(
                    all ->
                        known(connection, customers)
                            .map(known -> views(customers, all, known, now))));
  }

  private Uni<Known> known(SqlConnection connection, List<UUID> customers) {
    return store
        .joined(connection, customers)
        .chain(
            joined ->
                store
                    .tiers(connection, customers)
                    .chain(
                        tiers ->
                            store
                                .progress(connection, customers)
                                .chain(
                                    progress ->
                                        store
                                            .owed(connection, customers)
                                            .map(
                                                owed ->
                                                    new Known(joined, tiers, progress, owed)))));
  }

  private Map<UUID, List<MemberMission>> views(
      List<UUID> customers, Map<UUID, List<PublishedMission>> all, Known known, Instant now) {
    Map<UUID, List<MemberMission>> found = new HashMap<>();
    for (UUID customer : customers) {
      List<MemberMission> own = new ArrayList<>();
      for (List<PublishedMission> versions : all.values()) {
        PublishedMission mission = current(versions);
        boolean isOpen = mission.terms().until() == null || now.isBefore(mission.terms().until());
        if (isOpen || known.owed().containsKey(List.of(customer, mission.uuid()))) {
          own.add(view(versions, mission, customer, known, now));
        }
      }
      found.put(customer, own);
    }
    return found;
  }

  private static MemberMission view(
      List<PublishedMission> versions,
      PublishedMission mission,
      UUID customer,
      Known known,
      Instant now) {
    List<UUID> key = List.of(customer, mission.uuid());
    Instant joinedAt = known.joined().get(key);
    String tier = known.tiers().get(List.of(customer, mission.programmeId()));
    MissionFactStore.Kept kept = known.progress().get(key);
    ZoneId zone = mission.zone();
    MissionTerms terms = mission.terms();
    LocalDate window = terms.per().firstDay(LocalDays.dateOf(now, zone));
    boolean isNow = kept != null && kept.window().equals(window);
    // what is open was reckoned by the version of the last deed, which the next one may change
    PublishedMission reckoned = isNow ? versions.get(kept.number() - 1) : mission;
    List<MissionStep> steps = reckoned.terms().steps();
    List<Long> have = isNow ? kept.have() : Collections.nCopies(steps.size(), 0L);
    int completed = isNow ? kept.completed() : 0;
    List<MissionStepProgress> progress = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      progress.add(new MissionStepProgress(steps.get(i), have.get(i)));
    }
    boolean takesPart =
        !now.isBefore(terms.since())
            && (terms.tiers().isEmpty() || tier != null && terms.tiers().contains(tier))
            && (!terms.joined() || joinedAt != null);
    return new MemberMission(
        reckoned,
        FactKeys.utc(joinedAt),
        takesPart,
        progress,
        completed,
        Math.max(0, reckoned.terms().times() - completed),
        FactKeys.utc(end(terms, window, zone)),
        known.owed().getOrDefault(key, 0));
  }

  /** The end of a window or of the mission, whichever comes first; null for none. */
  private static Instant end(MissionTerms terms, LocalDate window, ZoneId zone) {
    LocalDate next =
        switch (terms.per()) {
          case DAY -> window.plusDays(1);
          case WEEK -> window.plusWeeks(1);
          case MONTH -> window.plusMonths(1);
          case YEAR -> window.plusYears(1);
          case EVER -> null;
        };
    Instant end = next == null ? null : next.atStartOfDay(zone).toInstant();
    return end == null || terms.until() != null && terms.until().isBefore(end)
        ? terms.until()
        : end;
  }

  @Override
  public TypeId type() {
    return TypeId.MISSION;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(store::all).map(all -> all.containsKey(id) ? current(all.get(id)) : null);
  }
}

package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.loyalty.Programme;
import io.tributary.loyalty.Programmes;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds and keeps the currencies that programmes count in. */
@ApplicationScoped
public class PointsCurrencies implements NodeLoader {
  private static final String CODE = "[A-Z][A-Z0-9_]{0,29}";
  private static final Period GRACE = Period.ofDays(30);
  private static final long LIMIT = 10_000;
  private static final LocalDate ANY_DAY = LocalDate.of(2000, 1, 1);

  private final PointsCurrencyStore store;
  private final Programmes programmes;
  private final Tx tx;
  private final Clock clock;

  PointsCurrencies(PointsCurrencyStore store, Programmes programmes, Tx tx, Clock clock) {
    this.store = store;
    this.programmes = programmes;
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * A currency by what a caller names.
   *
   * @param programme TypeID; null for the oldest programme
   * @param code null for the programme's first currency that is spendable
   * @throws ApiException NOT_FOUND
   */
  public Uni<PointsCurrency> require(String programme, String code) {
    return find(programme, code)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        programme == null && code == null
                            ? new ApiException(
                                ErrorKind.NOT_FOUND, "There is no programme yet. Make one first.")
                            : ApiException.notFound(
                                "currency", (programme == null ? "" : programme + "/") + code)));
  }

  /** As {@link #require}; empty when there is none. */
  Uni<Optional<PointsCurrency>> find(String programme, String code) {
    Optional<UUID> id = TypeId.PROGRAMME.decode(programme);
    if (programme != null && id.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return tx.read(connection -> store.find(connection, id.orElse(null), code))
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().item(found)
                    : tx.write(connection -> addDefaults(connection, id.orElse(null), code)));
  }

  /** A programme's currency that is known to be there, on a connection that is in use. */
  public Uni<PointsCurrency> require(SqlConnection connection, UUID programme, String code) {
    return store
        .find(connection, programme, code)
        .map(
            found ->
                found.orElseThrow(
                    () -> new IllegalStateException("no currency " + code + " in " + programme)));
  }

  /** A currency by its id, which is known to be there, on a connection that is in use. */
  public Uni<PointsCurrency> require(SqlConnection connection, UUID id) {
    return store.require(connection, id);
  }

  private Uni<Optional<PointsCurrency>> addDefaults(
      SqlConnection connection, UUID programme, String code) {
    return store
        .addDefaults(connection, programme, clock.instant())
        .chain(() -> store.find(connection, programme, code));
  }

  /** Currencies by id. */
  public Uni<Map<UUID, PointsCurrency>> byIds(List<UUID> ids) {
    return tx.read(connection -> store.byIds(connection, ids))
        .map(
            found ->
                found.stream()
                    .collect(Collectors.toMap(PointsCurrency::uuid, Function.identity())));
  }

  /**
   * Adds a currency to a programme, or changes how its points live from now on; lots that are there
   * keep their expiry.
   *
   * @throws ApiException NOT_FOUND, INVALID_INPUT; CONFLICT when it would begin or cease to be
   *     spendable
   */
  Uni<PointsCurrency> set(SetPointsCurrencyInput input) {
    if (!input.code().matches(CODE)) {
      throw ApiException.invalid(
          "input.code", "A code has 1 to 30 capital letters, digits and underscores: POINTS.");
    }
    return programmes
        .require(input.programme())
        .map(programme -> draft(input, programme))
        .call(
            draft ->
                find(input.programme(), input.code())
                    .invoke(
                        found -> {
                          if (found.isPresent() && found.get().spendable() != draft.spendable()) {
                            throw new ApiException(
                                ErrorKind.CONFLICT,
                                "input.spendable",
                                "A currency stays spendable or not. Make another one.");
                          }
                        }))
        .call(draft -> store.save(draft, clock.instant()))
        .chain(draft -> require(input.programme(), input.code()));
  }

  private static PointsCurrency draft(SetPointsCurrencyInput input, Programme programme) {
    if (input.adjustmentLimit() != null && input.adjustmentLimit() < 0) {
      throw ApiException.invalid("input.adjustmentLimit", "A limit is 0 or more points.");
    }
    return new PointsCurrency(
        Ids.next(),
        programme.uuid(),
        programme.currency(),
        programme.zone(),
        input.code(),
        !Boolean.FALSE.equals(input.spendable()),
        period("validity", input.validity(), null),
        input.expiresWith() == null ? ExpiresWith.DAY : input.expiresWith(),
        period("pendingFor", input.pendingFor(), null),
        period("grace", input.grace(), GRACE),
        input.adjustmentLimit() == null ? LIMIT : input.adjustmentLimit());
  }

  private static Period period(String field, String text, Period otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      Period period = Period.parse(text.strip());
      boolean backwards = period.getDays() < 0 || period.toTotalMonths() < 0;
      if (!backwards && !ANY_DAY.plus(period).isAfter(ANY_DAY.plusYears(50))) {
        return period;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // told below, like any other period that will not do
    }
    throw ApiException.invalid(
        "input." + field, "This is an ISO 8601 period such as P12M or P30D, up to 50 years.");
  }

  @Override
  public TypeId type() {
    return TypeId.POINTS_CURRENCY;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id)))
        .map(found -> found.stream().findFirst().orElse(null));
  }
}
